/** The order of groups and versions when other API servers serve some of them. */
import { expect, it } from 'vitest';
import { mergeGroups, type ServedGroup } from './remote-discovery.ts';

const group = (name: string, ...versions: readonly string[]): ServedGroup => ({
  name,
  versions,
  preferred: versions[0] as string,
});

const remote = (name: string, version: string, groupPriority: number, versionPriority: number) => ({
  ...{ group: name, version, groupPriority, versionPriority },
  ...{ resources: [], current: true },
});

const own = [
  group('apiregistration.k8s.io', 'v1'),
  group('apps', 'v1'),
  group('events.k8s.io', 'v1'),
  group('z.example.com', 'v1'),
];

it('places groups by priority, then by name', () => {
  const merged = mergeGroups(own, [
    remote('first.example.com', 'v1', 20_000, 1),
    remote('a.example.com', 'v1', 1000, 1),
  ]);
  expect(merged.map(({ name }) => name)).toEqual([
    'apiregistration.k8s.io',
    'first.example.com',
    'apps',
    'events.k8s.io',
    'a.example.com',
    'z.example.com',
  ]);
});

it('places versions by priority, then newest first; the first is preferred', () => {
  const all = [
    ['v1', 10],
    ['v2', 10],
    ['v1beta1', 20],
  ] as const;
  const merged = mergeGroups(
    own,
    all.map(([version, priority]) => remote('a.example.com', version, 1, priority)),
  );
  expect(merged.at(-1)).toMatchObject({
    name: 'a.example.com',
    versions: ['v1beta1', 'v2', 'v1'],
    preferred: 'v1beta1',
  });
});

it('adds versions to groups of this server', () => {
  const merged = mergeGroups(own, [remote('apps', 'v2', 1, 20)]);
  expect(merged[1]).toMatchObject({ name: 'apps', versions: ['v2', 'v1'], preferred: 'v2' });
});
