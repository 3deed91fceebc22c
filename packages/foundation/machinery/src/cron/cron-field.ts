/** One field of a cron schedule: numbers, names, ranges, steps, lists. */

/** A schedule that cannot be read; `message` is robfig/cron's. */
export class CronError extends Error {
  override readonly name = 'CronError';
}

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: ReadonlyMap<string, number>;
}

const named = (first: number, names: string): ReadonlyMap<string, number> =>
  new Map(names.split(' ').map((name, index) => [name, first + index]));
const nameless: ReadonlyMap<string, number> = new Map();

export const bounds = {
  minute: { min: 0, max: 59, names: nameless },
  hour: { min: 0, max: 23, names: nameless },
  dayOfMonth: { min: 1, max: 31, names: nameless },
  month: { min: 1, max: 12, names: named(1, 'jan feb mar apr may jun jul aug sep oct nov dec') },
  dayOfWeek: { min: 0, max: 6, names: named(0, 'sun mon tue wed thu fri sat') },
} as const satisfies Record<string, Bounds>;

export interface CronField {
  readonly allowed: ReadonlySet<number>;
  /** Whether the field is `*`. For a day field, the other day field then decides. */
  readonly star: boolean;
}

function integer(text: string): number {
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw new CronError(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  const value = Number(text);
  if (value < 0) throw new CronError(`negative number (${value}) not allowed: ${text}`);
  return value;
}

const numberOrName = (text: string, { names }: Bounds): number => names.get(text.toLowerCase()) ?? integer(text);

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly star: boolean;
}

/** `*`, `?`, `5`, `1-5`, `10/5`, `1-10/2`, `mon-fri`. */
function parseRange(text: string, field: Bounds): Range {
  const [span = '', stepText, ...tooManySlashes] = text.split('/', 3);
  const [low = '', high, ...tooManyHyphens] = span.split('-', 3);
  const star = low === '*' || low === '?';
  if (!star && tooManyHyphens.length > 0) throw new CronError(`too many hyphens: ${text}`);
  const start = star ? field.min : numberOrName(low, field);
  let end = star ? field.max : high === undefined ? start : numberOrName(high, field);
  if (tooManySlashes.length > 0) throw new CronError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : integer(stepText);
  if (stepText !== undefined && high === undefined) end = field.max;
  if (start < field.min) {
    throw new CronError(`beginning of range (${start}) below minimum (${field.min}): ${text}`);
  }
  if (end > field.max) throw new CronError(`end of range (${end}) above maximum (${field.max}): ${text}`);
  if (start > end) throw new CronError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new CronError(`step of range should be a positive number: ${text}`);
  return { start, end, step, star: star && step === 1 };
}

/** Throws {@link CronError}. */
export function parseCronField(text: string, field: Bounds): CronField {
  const allowed = new Set<number>();
  let star = false;
  for (const part of text.split(',')) {
    if (part === '') continue;
    const range = parseRange(part, field);
    for (let value = range.start; value <= range.end; value += range.step) allowed.add(value);
    star ||= range.star;
  }
  return { allowed, star };
}
