/** Go's duration syntax (`1h30m`, `1.5s`), the format of `metav1.Duration` and many fields. */

const nanosPer = new Map<string, bigint>([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const longest = 2n ** 63n;

/** An invalid duration; `message` is that of Go's `time.ParseDuration`. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

/** Longer texts are refused. */
const maxTextLength = 1_000;

function nanosOf(text: string): bigint {
  const invalid = (): DurationError => new DurationError(`time: invalid duration ${JSON.stringify(text)}`);
  const negative = text.startsWith('-');
  const body = /^[-+]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '' || text.length > maxTextLength) throw invalid();
  let total = 0n;
  const term = /(\d*)(?:\.(\d*))?([^\d.]*)/y;
  while (term.lastIndex < body.length) {
    const [, whole = '', fraction = '', unit = ''] = term.exec(body) ?? [];
    if (whole === '' && fraction === '') throw invalid();
    if (unit === '') throw new DurationError(`time: missing unit in duration ${JSON.stringify(text)}`);
    const scale = nanosPer.get(unit);
    if (scale === undefined) {
      throw new DurationError(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
    }
    total += BigInt(whole) * scale + (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    if (total > longest) throw invalid();
  }
  if (!negative && total === longest) throw invalid();
  return negative ? -total : total;
}

/** Exact nanoseconds. Throws {@link DurationError}. */
export const parseDurationNanos = (text: string): bigint => nanosOf(text);

/** Milliseconds, with nanoseconds as their fraction. Throws {@link DurationError}. */
export function parseDuration(text: string): number {
  const nanos = nanosOf(text);
  return Number(nanos / 1_000_000n) + Number(nanos % 1_000_000n) / 1e6;
}

/** `0.000123000` → `0.000123`; nanos over a unit of `10^digits` nanos. */
function decimal(nanos: bigint, digits: number): string {
  const text = String(nanos).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '');
}

/** Go's `Duration.String`: `1h30m0s`, `1.5s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  const whole = Math.trunc(ms);
  const nanos = BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < 1_000_000_000n) return `${sign}${decimal(size, 6)}ms`;
  const minutes = size / 60_000_000_000n;
  const seconds = decimal(size % 60_000_000_000n, 9);
  if (minutes === 0n) return `${sign}${seconds}s`;
  return minutes < 60n ? `${sign}${minutes}m${seconds}s` : `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}
