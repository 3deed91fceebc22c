/** Timestamps in JSON: `metav1.Time` and `metav1.MicroTime`, parsed as strictly as in Go, with Go's errors. */
import { formatMicroTime, formatTime, parseTime } from '@kubets/machinery/time';
import type { Decoder } from './decode-state.ts';
import { goValueName } from './go-type.ts';

type Piece = readonly [layout: string, matches: RegExp];

const digits = (layout: string): Piece => [layout, layout.length === 4 ? /^\d{4}/ : /^\d\d/];
const literal = (char: string): Piece => [char, new RegExp(`^${char}`)];
const zone: Piece = ['Z07:00', /^(?:Z|[+-]\d\d:\d\d)/];
const seconds: readonly Piece[] = [
  digits('2006'),
  literal('-'),
  digits('01'),
  literal('-'),
  digits('02'),
  literal('T'),
  digits('15'),
  literal(':'),
  digits('04'),
  literal(':'),
  digits('05'),
];
const layouts = {
  second: [...seconds, ['', /^(?:[.,]\d+)?/], zone] as readonly Piece[],
  micro: [...seconds, ['.000000', /^[.,]\d{6}/], zone] as readonly Piece[],
};

/** Why Go's `time.Parse` refuses the text; undefined when only a number is out of its range. */
function misfit(text: string, pieces: readonly Piece[]): string | undefined {
  let rest = text;
  for (const [layout, matches] of pieces) {
    const found = matches.exec(rest);
    if (found === null) {
      const whole = pieces.map(([each]) => each).join('');
      return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(whole)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(layout)}`;
    }
    rest = rest.slice(found[0].length);
  }
  return rest === '' ? undefined : `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
}

/** Which number of a well-formed timestamp is out of range. */
function outOfRange(text: string): string {
  const at = (start: number): number => Number(text.slice(start, start + 2));
  const month = at(5);
  if (month < 1 || month > 12) return 'month';
  if (at(11) > 23) return 'hour';
  if (at(14) > 59) return 'minute';
  if (at(17) > 59) return 'second';
  return 'day';
}

/** Matches canonical times on days that all months have, which are valid and need no conversion. */
const usual = {
  second: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  micro: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/,
};

function timeDecoder(precision: 'second' | 'micro'): Decoder {
  const pieces = layouts[precision];
  const format = precision === 'second' ? formatTime : formatMicroTime;
  const canonicalForm = usual[precision];
  return (value, state) => {
    if (typeof value !== 'string') {
      return state.fail(`json: cannot unmarshal ${goValueName(value)} into Go value of type string`);
    }
    if (canonicalForm.test(value)) return value;
    const wrong = misfit(value, pieces);
    if (wrong !== undefined) return state.fail(wrong);
    const moment = parseTime(value);
    if (moment === undefined)
      return state.fail(`parsing time ${JSON.stringify(value)}: ${outOfRange(value)} out of range`);
    const canonical = format(moment);
    return canonical === value ? value : canonical;
  };
}

export const decodeTime: Decoder = timeDecoder('second');
export const decodeMicroTime: Decoder = timeDecoder('micro');
