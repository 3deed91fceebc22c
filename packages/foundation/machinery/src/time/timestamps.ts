/** `metav1.Time` and `metav1.MicroTime` as text: RFC 3339, in UTC when written. Times are milliseconds since 1970. */

/** Whole seconds, as almost every timestamp of the API: `2026-01-02T03:04:05Z`. The fraction is cut off. */
export function formatTime(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, -5)}Z`;
}

/** With six decimals, as in Leases and Events: `2026-01-02T03:04:05.000000Z`. Fractions of a millisecond count. */
export function formatMicroTime(ms: number): string {
  const micros = Math.round(ms * 1000);
  const fraction = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  return `${formatTime((micros - fraction) / 1000).slice(0, -1)}.${String(fraction).padStart(6, '0')}Z`;
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Parses RFC 3339 as Go does (any offset, any fraction). Undefined if the text is invalid or the time does not exist. Exact to the
 * microsecond, so that both types of time are unchanged after parsing and formatting.
 */
export function parseTime(text: string): number | undefined {
  const parts = rfc3339.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 24 || offsetMinutes > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const micros = Number((parts[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60_000;
  return date.getTime() - offset + micros / 1000;
}
