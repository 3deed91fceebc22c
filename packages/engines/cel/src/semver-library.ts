/** Semantic versions, parsed and ordered as in upstream's library (semver.org, without a leading `v`). */
import { compareText } from './equality.ts';
import { type Library, overload, typeNamed } from './functions.ts';
import { quoteText } from './show.ts';
import { CelFault, CelOpaque, type CelValue } from './values.ts';

const semverType = typeNamed('semver');

interface Semver {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly preRelease: readonly string[];
}

class SemverError extends Error {
  override readonly name = 'SemverError';
}

class CelSemver extends CelOpaque {
  readonly type = semverType;
  readonly version: Semver;

  constructor(version: Semver) {
    super();
    this.version = version;
  }

  /** Build metadata does not count. */
  equals(other: CelOpaque): boolean {
    return other instanceof CelSemver && compare(this, other) === 0;
  }
}

/** Longer texts are refused. */
const maxVersionLength = 1_000;

function number(text: string, name: string): bigint {
  const lower = name.toLowerCase();
  if (!/^\d+$/.test(text)) throw new SemverError(`Invalid character(s) found in ${lower} number ${quoteText(text)}`);
  if (text.length > 1 && text.startsWith('0')) {
    throw new SemverError(`${name} number must not contain leading zeroes ${quoteText(text)}`);
  }
  const value = BigInt(text);
  if (BigInt.asUintN(64, value) === value) return value;
  throw new SemverError(`strconv.ParseUint: parsing ${quoteText(text)}: value out of range`);
}

function checkPreRelease(part: string): void {
  if (part === '') throw new SemverError('Prerelease is empty');
  if (/^\d+$/.test(part)) {
    if (part.length === 1 || !part.startsWith('0')) return;
    throw new SemverError(`Numeric PreRelease version must not contain leading zeroes ${quoteText(part)}`);
  }
  if (!/^[0-9A-Za-z-]+$/.test(part)) {
    throw new SemverError(`Invalid character(s) found in prerelease ${quoteText(part)}`);
  }
}

function checkBuild(part: string): void {
  if (part === '') throw new SemverError('Build meta data is empty');
  if (!/^[0-9A-Za-z-]+$/.test(part)) {
    throw new SemverError(`Invalid character(s) found in build meta data ${quoteText(part)}`);
  }
}

function parse(text: string): Semver {
  if (text === '') throw new SemverError('Version string empty');
  const first = text.indexOf('.');
  const second = first < 0 ? -1 : text.indexOf('.', first + 1);
  if (second < 0 || text.length > maxVersionLength) throw new SemverError('No Major.Minor.Patch elements found');
  const major = number(text.slice(0, first), 'Major');
  const minor = number(text.slice(first + 1, second), 'Minor');
  const rest = text.slice(second + 1);
  const plus = rest.indexOf('+');
  const beforeBuild = plus < 0 ? rest : rest.slice(0, plus);
  const dash = beforeBuild.indexOf('-');
  const patch = number(dash < 0 ? beforeBuild : beforeBuild.slice(0, dash), 'Patch');
  const preRelease = dash < 0 ? [] : beforeBuild.slice(dash + 1).split('.');
  for (const part of preRelease) checkPreRelease(part);
  if (plus >= 0) for (const part of rest.slice(plus + 1).split('.')) checkBuild(part);
  return { numbers: [major, minor, patch], preRelease };
}

/** `v1.02` → `1.2.0`: the normalization of `semver(…, true)`. */
function normalized(text: string): string {
  const plain = text.startsWith('v') ? text.slice(1) : text;
  const [major = '', minor, ...rest] = plain.split('.');
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(rest.length === 0 ? [] : [rest.join('.')])];
  const trimmed = parts.map((part) => {
    if (part.length < 2) return part;
    const stripped = part.replace(/^0+/, '');
    return /^\d/.test(stripped) ? stripped : `0${stripped}`;
  });
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? '')) {
    throw new SemverError('short version cannot contain PreRelease/Build meta data');
  }
  while (trimmed.length < 3) trimmed.push('0');
  return trimmed.join('.');
}

function read(text: string, normalize = false): CelSemver | CelFault {
  try {
    return new CelSemver(parse(normalize && text.length <= maxVersionLength ? normalized(text) : text));
  } catch (error) {
    if (error instanceof SemverError) return new CelFault(error.message);
    throw error;
  }
}

/** Numeric identifiers precede alphanumeric ones. */
function comparePart(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return Math.sign(Number(BigInt(a) - BigInt(b)));
  return left === right ? compareText(a, b) : left ? -1 : 1;
}

function compare({ version: a }: CelSemver, { version: b }: CelSemver): number {
  for (const [index, left] of a.numbers.entries()) {
    const right = b.numbers[index] ?? 0n;
    if (left !== right) return left < right ? -1 : 1;
  }
  if (a.preRelease.length === 0 || b.preRelease.length === 0) {
    return Math.sign(Number(a.preRelease.length === 0) - Number(b.preRelease.length === 0));
  }
  for (const [index, left] of a.preRelease.entries()) {
    const right = b.preRelease[index];
    if (right === undefined) return 1;
    const order = comparePart(left, right);
    if (order !== 0) return order;
  }
  return a.preRelease.length < b.preRelease.length ? -1 : 0;
}

const isValid = (text: string, normalize = false): CelValue => read(text, normalize) instanceof CelSemver;

export const semverLibrary: Library = {
  semver: [
    overload('string_to_semver', '(string) semver', read),
    overload('string_bool_to_semver', '(string, bool) semver', read),
  ],
  isSemver: [
    overload('is_semver_string', '(string) bool', isValid),
    overload('is_semver_string_bool', '(string, bool) bool', isValid),
  ],
  isGreaterThan: [
    overload('semver_is_greater_than', 'semver.(semver) bool', (a: CelSemver, b: CelSemver) => compare(a, b) > 0),
  ],
  isLessThan: [
    overload('semver_is_less_than', 'semver.(semver) bool', (a: CelSemver, b: CelSemver) => compare(a, b) < 0),
  ],
  compareTo: [
    overload('semver_compare_to', 'semver.(semver) int', (a: CelSemver, b: CelSemver) => BigInt(compare(a, b))),
  ],
  major: [overload('semver_major', 'semver.() int', ({ version }: CelSemver) => version.numbers[0])],
  minor: [overload('semver_minor', 'semver.() int', ({ version }: CelSemver) => version.numbers[1])],
  patch: [overload('semver_patch', 'semver.() int', ({ version }: CelSemver) => version.numbers[2])],
};
