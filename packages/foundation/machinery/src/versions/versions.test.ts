/** API versions and program versions: parsing and order; compared with semver. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKubeVersions, sortKubeVersions } from './kube-version.ts';
import { compareVersions, formatVersion, parseGenericVersion, parseSemanticVersion, parseVersion } from './version.ts';

/** The package has no type declarations. */
const semver = createRequire(import.meta.url)('semver') as { compare(a: string, b: string): number };

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`versions: fast-check seed ${seed}`);

describe('API versions', () => {
  test('are ordered by stage, then by number; other names come last, in alphabetical order', () => {
    const sorted = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];
    expect(sortKubeVersions(sorted.toReversed())).toEqual(sorted);
  });

  test.each([
    ['v1', 'v1', 0],
    ['v2beta1', 'v2', -1],
    ['v2beta1', 'v1', -1],
    ['v1alpha1', 'v1beta1', -1],
    ['v1', 'foo', 1],
    ['v1beta', 'v1alpha1', -1],
  ])('%s compared with %s is %d', (a, b, sign) => {
    expect(Math.sign(compareKubeVersions(a, b))).toBe(sign);
    expect(Math.sign(compareKubeVersions(b, a))).toBe(sign === 0 ? 0 : -sign);
  });
});

describe('program versions', () => {
  test.each([
    ['1.2.3', '1.2.3', true],
    ['v1.36.2-rc.1+abc', '1.36.2-rc.1+abc', true],
    ['1.36', '1.36', false],
    ['v1.2.3.4-eks', '1.2.3.4', false],
    ['1.02.3', '1.2.3', false],
  ])('%s is parsed as %s', (text, formatted, semantic) => {
    expect(formatVersion(parseVersion(text))).toBe(formatted);
    expect(parseVersion(text).semantic).toBe(semantic);
  });

  test.each([
    ['', 'could not parse "" as version'],
    ['a', 'could not parse "a" as version'],
    ['1', 'illegal version string "1"'],
    ['01.2', 'illegal zero-prefixed version component "01" in "01.2"'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => parseGenericVersion(text)).toThrow(message);
  });

  test.each([
    ['1.2', 'illegal version string "1.2"'],
    ['1.2.03', 'illegal zero-prefixed version component "03" in "1.2.03"'],
    ['1.2.3-01', 'illegal zero-prefixed version component "01" in "1.2.3-01"'],
    ['1.2.3_x', 'could not parse pre-release/metadata (_x) in version "1.2.3_x"'],
  ])('%j is not a semantic version: %s', (text, message) => {
    expect(() => parseSemanticVersion(text)).toThrow(message);
  });

  test('are ordered as semver orders them', () => {
    const identifier = fc.oneof(fc.nat(20).map(String), fc.constantFrom('alpha', 'beta', 'rc'));
    const versions = fc
      .tuple(fc.nat(3), fc.nat(12), fc.nat(3), fc.array(identifier, { maxLength: 2 }))
      .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre.length === 0 ? '' : `-${pre.join('.')}`}`);
    fc.assert(
      fc.property(versions, versions, (a, b) => {
        expect(Math.sign(compareVersions(parseSemanticVersion(a), parseSemanticVersion(b)))).toBe(semver.compare(a, b));
      }),
      { seed, numRuns: 500 },
    );
  });

  test('of different lengths are compared with zeros added', () => {
    expect(compareVersions(parseVersion('1.2'), parseVersion('1.2.0'))).toBe(0);
    expect(compareVersions(parseVersion('1.2'), parseVersion('1.2.1'))).toBeLessThan(0);
    expect(compareVersions(parseVersion('1.2.0-rc.1'), parseVersion('1.2'))).toBe(0);
  });
});
