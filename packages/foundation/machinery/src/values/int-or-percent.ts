/** Fields such as `maxSurge` that hold a count or a percentage of a total. */

/** An invalid percentage; `message` is upstream's. */
export class IntOrPercentError extends Error {
  override readonly name = 'IntOrPercentError';
}

/** Digits with a sign, within int64, as Go's `Atoi` wants them. */
function integer(text: string): number | string {
  const failed = (why: string): string => `strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`;
  if (!/^[+-]?\d+$/.test(text)) return failed('invalid syntax');
  const value = Number(text);
  return Math.abs(value) >= 2 ** 63 ? failed('value out of range') : value;
}

/**
 * The count that `value` stands for: itself, or so many per cent of `total`, rounded up or down
 * (`intstr.GetScaledValueFromIntOrPercent`). Absent counts as 0. Throws {@link IntOrPercentError} for other strings.
 */
export function resolveIntOrPercent(value: number | string | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const invalid = (why: string): IntOrPercentError => new IntOrPercentError(`invalid value for IntOrString: ${why}`);
  if (!value.endsWith('%')) throw invalid('invalid type: string is not a percentage');
  const percent = integer(value.slice(0, -1));
  if (typeof percent === 'string') throw invalid(`invalid value ${JSON.stringify(value)}: ${percent}`);
  const share = (percent * total) / 100;
  return (roundUp ? Math.ceil(share) : Math.floor(share)) + 0;
}
