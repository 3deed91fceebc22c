/** Named formats: `format.dns1123Label().validate(name)`. */
import {
  labelValue,
  type NameRule,
  nameIsDns1035Label,
  nameIsDnsLabel,
  nameIsDnsSubdomain,
  qualifiedName,
} from '@kubets/machinery/names';
import { matchesFormat } from '@kubets/schema';
import { ArrayList } from './collections.ts';
import { type Library, overload, typeNamed } from './functions.ts';
import { parseRequestUrl, UrlError } from './go-url.ts';
import { quoteText } from './show.ts';
import { CelOpaque, CelOptional, type CelValue, noOptional } from './values.ts';

const formatType = typeNamed('format');

type Check = (text: string) => readonly string[];

/** The size of a format is the length of its pattern. It determines the cost of `validate`. */
class CelFormat extends CelOpaque {
  readonly type = formatType;
  readonly name: string;
  readonly check: Check;
  readonly #patternSize: number;

  constructor(name: string, check: Check, patternSize: number) {
    super();
    this.name = name;
    this.check = check;
    this.#patternSize = patternSize;
  }

  override get size(): number {
    return this.#patternSize;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof CelFormat && other.name === this.name;
  }
}

const named =
  (rule: NameRule, prefix: boolean): Check =>
  (text) =>
    rule(text, prefix);
const openApi =
  (format: string, message: string): Check =>
  (text) =>
    matchesFormat(format, text) ? [] : [message];

function uri(text: string): readonly string[] {
  try {
    parseRequestUrl(text);
    return [];
  } catch (error) {
    if (error instanceof UrlError) return [`parse ${quoteText(text)}: ${error.message}`];
    throw error;
  }
}

const formats: ReadonlyMap<string, CelFormat> = new Map(
  (
    [
      ['dns1123Label', 'DNS1123Label', named(nameIsDnsLabel, false), 30],
      ['dns1123Subdomain', 'DNS1123Subdomain', named(nameIsDnsSubdomain, false), 60],
      ['dns1035Label', 'DNS1035Label', named(nameIsDns1035Label, false), 30],
      ['qualifiedName', 'QualifiedName', qualifiedName, 60],
      ['dns1123LabelPrefix', 'DNS1123LabelPrefix', named(nameIsDnsLabel, true), 30],
      ['dns1123SubdomainPrefix', 'DNS1123SubdomainPrefix', named(nameIsDnsSubdomain, true), 60],
      ['dns1035LabelPrefix', 'DNS1035LabelPrefix', named(nameIsDns1035Label, true), 30],
      ['labelValue', 'LabelValue', labelValue, 40],
      ['uri', 'URI', uri, 1103],
      ['uuid', 'uuid', openApi('uuid', 'does not match the UUID format'), 91],
      ['byte', 'byte', openApi('byte', 'invalid base64'), 84],
      ['date', 'date', openApi('date', 'invalid date'), 112],
      ['datetime', 'datetime', openApi('datetime', 'invalid datetime'), 112],
    ] as const
  ).map(([key, name, check, size]) => [key, new CelFormat(name, check, size)]),
);

function validate(format: CelFormat, text: string): CelValue {
  const problems = format.check(text);
  return problems.length === 0 ? noOptional : new CelOptional(new ArrayList(problems));
}

function find(name: string): CelValue {
  const format = formats.get(name);
  return format === undefined ? noOptional : new CelOptional(format);
}

export const formatLibrary: Library = {
  validate: [overload('format-validate', 'format.(string) optional(list(string))', validate)],
  'format.named': [overload('format-named', '(string) optional(format)', find)],
  ...Object.fromEntries(
    Array.from(formats, ([key, format]) => [`format.${key}`, [overload(`format.${key}`, '() format', () => format)]]),
  ),
};
