/** Names from `generateName`: the prefix and five random characters without vowels. */

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
/** So that the whole stays a DNS label. */
const longestPrefix = 63 - suffixLength;

/** `random(n)` draws an integer from 0 to n − 1. */
export function generateName(prefix: string, random: (below: number) => number): string {
  let name = prefix.slice(0, longestPrefix);
  for (let drawn = 0; drawn < suffixLength; drawn++) name += alphabet.charAt(random(alphabet.length));
  return name;
}
