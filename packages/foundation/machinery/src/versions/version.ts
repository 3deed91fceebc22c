/** Versions of programs: semantic ones (`1.36.2-rc.1+abc`) and generic ones (`1.36`, `v1.2.3.4-eks-5`). */

export interface Version {
  /** At least two; exactly three of a semantic version. */
  readonly components: readonly number[];
  readonly semantic: boolean;
  /** Without the dash. Empty if there is none, and for generic versions. */
  readonly preRelease: string;
  readonly build: string;
}

/** An invalid version; `message` is upstream's. */
export class VersionError extends Error {
  override readonly name = 'VersionError';
}

const whole = /^\s*v?(\d+(?:\.\d+)*)([^\n]*)$/;
const extra = /^(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\s*$/;
const quoted = JSON.stringify;

function component(text: string, version: string, strict: boolean): number {
  if (strict && text.startsWith('0') && text !== '0') {
    throw new VersionError(`illegal zero-prefixed version component ${quoted(text)} in ${quoted(version)}`);
  }
  const value = Number(text);
  if (value <= Number.MAX_SAFE_INTEGER) return value;
  const reason = `strconv.ParseUint: parsing ${quoted(text)}: value out of range`;
  throw new VersionError(`illegal non-numeric version component ${quoted(text)} in ${quoted(version)}: ${reason}`);
}

function parse(text: string, semantic: boolean): Version {
  const match = whole.exec(text);
  if (match === null) throw new VersionError(`could not parse ${quoted(text)} as version`);
  const [, numbers = '', rest = ''] = match;
  const numerals = numbers.split('.');
  if (semantic ? numerals.length !== 3 : numerals.length < 2) {
    throw new VersionError(`illegal version string ${quoted(text)}`);
  }
  const components = numerals.map((each, index) => component(each, text, semantic || index === 0));
  if (!semantic || rest === '') return { components, semantic, preRelease: '', build: '' };
  const parts = extra.exec(rest);
  if (parts === null) {
    throw new VersionError(`could not parse pre-release/metadata (${rest}) in version ${quoted(text)}`);
  }
  const [, preRelease = '', build = ''] = parts;
  for (const each of preRelease.split('.')) if (/^\d+$/.test(each)) component(each, text, true);
  return { components, semantic, preRelease, build };
}

/** A semantic version, a leading `v` and blanks around it allowed. Throws {@link VersionError}. */
export const parseSemanticVersion = (text: string): Version => parse(text, true);

/** Two or more numbers. Any text after them is ignored. Throws {@link VersionError}. */
export const parseGenericVersion = (text: string): Version => parse(text, false);

/** Parses a semantic version, or otherwise a generic one. Throws {@link VersionError}. */
export function parseVersion(text: string): Version {
  try {
    return parse(text, true);
  } catch (error) {
    if (error instanceof VersionError) return parse(text, false);
    throw error;
  }
}

export function formatVersion({ components, preRelease, build }: Version): string {
  return components.join('.') + (preRelease === '' ? '' : `-${preRelease}`) + (build === '' ? '' : `+${build}`);
}

/** Identifiers of digits compare as numbers, others as text; upstream compares one of each as text, too. */
function comparePreReleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return 1;
  if (b === '') return -1;
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l, r] = [left[i] ?? '', right[i] ?? ''];
    if (l === r) continue;
    if (/^\d+$/.test(l) && /^\d+$/.test(r)) return Number(l) - Number(r);
    return l < r ? -1 : 1;
  }
  return left.length - right.length;
}

/** Negative, 0 or positive. Absent numbers are 0; pre-releases count only between semantic versions, builds never. */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.components.length, b.components.length); i++) {
    const difference = (a.components[i] ?? 0) - (b.components[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.semantic && b.semantic ? comparePreReleases(a.preRelease, b.preRelease) : 0;
}
