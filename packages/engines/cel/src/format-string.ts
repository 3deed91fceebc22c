/** `"…".format(args)`: formats values for clauses. Numbers use the locale en_US. */
import { CelUint } from './ast.ts';
import { compareText } from './equality.ts';
import { type FormatClause, FormatError, refusal, walkFormat } from './format-clauses.ts';
import { typeOfValue } from './inspect.ts';
import { formatDouble, quoteBytes, quoteText } from './show.ts';
import { writeDuration, writeTimestamp } from './time-text.ts';
import { CelDuration, CelFault, CelList, CelMap, CelTimestamp, CelTypeValue, type CelValue } from './values.ts';
import { nested, spendWork } from './work-limit.ts';

const defaultPrecision = 6;
const wrap = (message: string): FormatError => new FormatError(`error during formatting: ${message}`);

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw wrap('could not convert argument %!q(*types.Err=invalid UTF-8 in bytes, cannot convert to string) to string');
  }
}

/** The text of a value in a list or map. */
function element(value: CelValue): string {
  spendWork(12);
  if (typeof value === 'string') return quoteText(value);
  if (value instanceof Uint8Array) return `b${quoteBytes(value)}`;
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return '"NaN"';
    return Number.isFinite(value) ? toFixed(value, defaultPrecision) : value > 0 ? '"+Inf"' : '"-Inf"';
  }
  if (value instanceof CelTimestamp) return `timestamp("${writeTimestamp(value.nanos)}")`;
  if (value instanceof CelDuration) return `duration("${writeDuration(value.nanos)}")`;
  return shown(value, (type) => `no formatting function for ${type}`);
}

function entries(map: CelMap): string {
  const pairs = map.keys().map((key) => {
    const plain = typeof key === 'string' || typeof key === 'boolean' || typeof key === 'bigint';
    if (!plain && !(key instanceof CelUint)) {
      throw wrap(`no formatting function for map key of type ${typeOfValue(key).name}`);
    }
    return [element(key), element(map.find(key) ?? null)] as const;
  });
  return pairs
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([key, value]) => `${key}:${value}`)
    .join(', ');
}

function shown(value: CelValue, refuse: (type: string) => string): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return formatDouble(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof CelList) return nested(() => `[${value.items().map(element).join(', ')}]`);
  if (value instanceof CelMap) return nested(() => `{${entries(value)}}`);
  if (value instanceof Uint8Array) return textOf(value);
  if (value instanceof CelTimestamp) return writeTimestamp(value.nanos);
  if (value instanceof CelDuration) return writeDuration(value.nanos);
  if (value instanceof CelTypeValue) return value.type.name;
  throw wrap(refuse(typeOfValue(value).name));
}

/** All digits of a number of any size, rounded half to even, as in Go. */
function toFixed(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}${precision === 0 ? '' : `.${'0'.repeat(precision)}`}`;
  const digits = Math.min(precision, 100);
  const rounded = value.toFixed(digits);
  if (digits > 40) return rounded + '0'.repeat(precision - digits);
  const exact = value.toFixed(digits + 60);
  const cut = exact.slice(0, exact.length - 60).replace(/\.$/, '');
  const between = /^50*$/.test(exact.slice(-60));
  return between && Number(cut.at(-1)) % 2 === 0 ? cut : rounded;
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const groups = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The argument of a floating-point clause: a double, or the name of a non-finite number. */
function double(value: CelValue, verb: FormatClause['verb']): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  throw new FormatError(refusal(verb, typeOfValue(value).name));
}

function notFinite(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return undefined;
  return value > 0 ? '∞' : '-∞';
}

function fixed(value: CelValue, precision: number): string {
  const number = double(value, 'f');
  return notFinite(number) ?? grouped(toFixed(number, precision));
}

function scientific(value: CelValue, precision: number): string {
  const number = double(value, 'e');
  const special = notFinite(number);
  if (special !== undefined) return special;
  const [mantissa = '', power = '0'] = number.toExponential(Math.min(precision, 100)).split('e');
  const exponent = Number(power);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  const raised = [...digits].map((digit) => superscripts[Number(digit)]).join('');
  return `${mantissa}\u202f×\u202f10${exponent < 0 ? '⁻' : ''}${raised}`;
}

function integer(value: CelValue, verb: FormatClause['verb']): bigint {
  if (typeof value === 'bigint') return value;
  if (value instanceof CelUint) return value.value;
  throw new FormatError(refusal(verb, typeOfValue(value).name));
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

function hex(value: CelValue, verb: 'x' | 'X'): string {
  let digits: string;
  if (typeof value === 'string') digits = hexOf(new TextEncoder().encode(value));
  else digits = value instanceof Uint8Array ? hexOf(value) : integer(value, verb).toString(16);
  return verb === 'X' ? digits.toUpperCase() : digits;
}

function write(value: CelValue, { verb, precision = defaultPrecision }: FormatClause): string {
  switch (verb) {
    case 's':
      return shown(value, (type) => refusal('s', type).slice('error during formatting: '.length));
    case 'd':
      return String(integer(value, verb));
    case 'f':
      return fixed(value, precision);
    case 'e':
      return scientific(value, precision);
    case 'b':
      return typeof value === 'boolean' ? String(Number(value)) : integer(value, verb).toString(2);
    case 'o':
      return integer(value, verb).toString(8);
    default:
      return hex(value, verb);
  }
}

/** Formats the arguments in order. A fault says which argument does not match its clause. */
export function formatText(text: string, args: CelList): CelValue {
  try {
    return walkFormat(text, args.size, (index, clause) => {
      const written = write(args.at(index), clause);
      spendWork(written.length / 16);
      return written;
    });
  } catch (error) {
    if (error instanceof FormatError) return new CelFault(error.message);
    throw error;
  }
}
