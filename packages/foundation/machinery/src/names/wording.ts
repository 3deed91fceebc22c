/** The message templates of upstream's validation functions. */

/** `… (e.g. 'a',  or 'b', regex used for validation is '…')`, stray comma included. */
export function regexError(message: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${message} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${message} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

/** Names of `util/validation` are limited in "characters", those of `validate/content` in "bytes"; both count bytes. */
export const maxLengthError = (limit: number, unit: 'characters' | 'bytes' = 'characters'): string =>
  `must be no more than ${limit} ${unit}`;

export const emptyError = 'must be non-empty';

export const inclusiveRangeError = (low: number, high: number): string =>
  `must be between ${low} and ${high}, inclusive`;
