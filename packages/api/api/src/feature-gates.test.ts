/** The feature gates of each release. */
import { expect, it } from 'vitest';
import { featureDefault, featureGates } from './feature-gates.ts';

it.each([
  ['ContainerStopSignals', '1.36', { stage: 'ALPHA', default: false, locked: false, requires: [] }],
  ['ContainerRestartRules', '1.36', { stage: 'BETA', default: true, locked: false, requires: [] }],
  ['ImageVolume', '1.36', { stage: 'GA', default: true, locked: true, requires: [] }],
  [
    'ClusterTrustBundleProjection',
    '1.36',
    { stage: 'BETA', default: false, locked: false, requires: ['ClusterTrustBundle'] },
  ],
  // Introduced in 1.37.
  ['CompositePodGroup', '1.36', undefined],
  ['CompositePodGroup', '1.37', expect.objectContaining({ stage: 'ALPHA', default: false })],
  // Removed in 1.37, because it was permanent.
  ['SidecarContainers', '1.36', { stage: 'GA', default: true, locked: true, requires: [] }],
  ['SidecarContainers', '1.37', undefined],
  ['NoSuchGate', '1.36', undefined],
  ['constructor', '1.36', undefined],
] as const)('featureGates: %s in %s', (name, release, expected) =>
  expect(featureGates(release).get(name)).toEqual(expected),
);

it('featureGates contains all gates of the release', () => {
  expect(featureGates('1.36').size).toBeGreaterThan(200);
  expect(featureGates('1.37').size).toBeGreaterThan(200);
});

it('a gate requires only gates of its release', () => {
  for (const release of ['1.36', '1.37'] as const) {
    const gates = featureGates(release);
    const missing = [...gates].flatMap(([name, gate]) =>
      gate.requires.filter((each) => !gates.has(each)).map((each) => `${name}: ${each}`),
    );
    expect(missing).toEqual([]);
  }
});

it('featureDefault is false for unknown gates', () => {
  expect(featureDefault('ContainerRestartRules')).toBe(true);
  // Removed in 1.37, because it was permanent.
  expect(featureDefault('SidecarContainers', '1.36')).toBe(true);
  expect(featureDefault('SidecarContainers', '1.37')).toBe(true);
  // Introduced in 1.37.
  expect(featureDefault('EtcdRangeStream', '1.36')).toBe(false);
  expect(featureDefault('NoSuchGate')).toBe(false);
  expect(featureDefault('toString')).toBe(false);
});
