/** Ages as kubectl prints them: two significant units at most (`3m20s`, `5d`, `2y10d`). */

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Up to this age (seconds, exclusive) print `unit`, and with it `rest` where it is not zero. */
const steps = [
  [2 * minute, 1, 's', 0, ''],
  [10 * minute, minute, 'm', 1, 's'],
  [3 * hour, minute, 'm', 0, ''],
  [8 * hour, hour, 'h', minute, 'm'],
  [2 * day, hour, 'h', 0, ''],
  [8 * day, day, 'd', hour, 'h'],
  [2 * year, day, 'd', 0, ''],
  [8 * year, year, 'y', day, 'd'],
  [Number.POSITIVE_INFINITY, year, 'y', 0, ''],
] as const;

const shortSteps = [
  [minute, 1, 's', 0, ''],
  [hour, minute, 'm', 0, ''],
  [day, hour, 'h', 0, ''],
  [year, day, 'd', 0, ''],
  [Number.POSITIVE_INFINITY, year, 'y', 0, ''],
] as const;

function print(ms: number, table: typeof steps | typeof shortSteps): string {
  const seconds = Math.trunc(ms / 1000);
  // Clocks differ slightly: one second in the future counts as now, more is invalid.
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  for (const [limit, size, unit, restSize, restUnit] of table) {
    if (seconds >= limit) continue;
    const rest = restSize === 0 ? 0 : Math.floor((seconds % size) / restSize);
    return `${Math.floor(seconds / size)}${unit}${rest === 0 ? '' : `${rest}${restUnit}`}`;
  }
  return '<invalid>';
}

/** `duration.HumanDuration`: the AGE columns. `ms` is a length of time in milliseconds. */
export function humanDuration(ms: number): string {
  return print(ms, steps);
}

/** `duration.ShortHumanDuration`: one unit only. */
export function shortHumanDuration(ms: number): string {
  return print(ms, shortSteps);
}
