/** Which APIServices of local group versions are created, updated and deleted. */
import type { APIService } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { type LocalState, managedLabel, planLocalServices, wantedServices } from './plan-local-services.ts';

const builtin = { group: 'apps', version: 'v1' };
const custom = { group: 'example.com', version: 'v1' };
const [wantedBuiltin, wantedCustom] = wantedServices([builtin, custom]);

function service(name: string, spec: object, management?: string): APIService {
  const labels = management === undefined ? {} : { labels: { [managedLabel]: management } };
  return { metadata: { name, ...labels }, spec: { groupPriorityMinimum: 1, versionPriority: 1, ...spec } };
}

function plan(services: readonly APIService[], state: Partial<LocalState> = {}): readonly string[] {
  const current = new Map(services.map((each) => [each.metadata?.name ?? '', each]));
  const presentAtStart = new Set(current.keys());
  const all = { current, presentAtStart, synced: new Set<string>(), settled: true, wanted: [], ...state };
  return planLocalServices(all).map(
    (action) => `${action.type} ${'name' in action ? action.name : action.wanted.name}`,
  );
}

describe('wantedServices', () => {
  it("uses upstream's priorities and management", () => {
    expect(wantedBuiltin).toEqual({
      name: 'v1.apps',
      spec: { ...builtin, groupPriorityMinimum: 17_800, versionPriority: 15 },
      management: 'onstart',
    });
    expect(wantedCustom).toEqual({
      name: 'v1.example.com',
      spec: { ...custom, groupPriorityMinimum: 1000, versionPriority: 100 },
      management: 'true',
    });
    expect(wantedServices([{ group: '', version: 'v1' }])).toMatchObject([{ name: 'v1.' }]);
    expect(wantedServices([{ group: 'apiregistration.k8s.io', version: 'v1' }])).toEqual([]);
  });
});

describe('planLocalServices', () => {
  const wanted = [wantedBuiltin!, wantedCustom!];
  const present = [
    service('v1.apps', wantedBuiltin!.spec, 'onstart'),
    service('v1.example.com', wantedCustom!.spec, 'true'),
  ];
  const synced = new Set(['v1.apps']);

  it.each<readonly [string, readonly APIService[], Partial<LocalState>, readonly string[]]>([
    ['nothing exists at the start', [], {}, ['create v1.apps', 'create v1.example.com']],
    ['a user has deleted both later', [], { synced }, ['create v1.example.com']],
    ['everything is right', present, {}, []],
    [
      'a user changed both before the start',
      [service('v1.apps', {}, 'onstart'), service('v1.example.com', {}, 'true')],
      {},
      ['update v1.apps', 'update v1.example.com'],
    ],
    [
      'a user changed both later',
      [service('v1.apps', {}, 'onstart'), service('v1.example.com', {}, 'true')],
      { synced },
      ['update v1.example.com'],
    ],
    ['a user manages both', [service('v1.apps', {}), service('v1.example.com', {})], {}, []],
  ])('when %s', (_, services, state, expected) => expect(plan(services, { wanted, ...state })).toEqual(expected));

  it.each<readonly [string, readonly APIService[], Partial<LocalState>, readonly string[]]>([
    ['are deleted', present, {}, ['delete v1.apps', 'delete v1.example.com']],
    ['are not deleted before custom resources are known', present, { settled: false }, []],
    ['are kept if they appeared after the start', present.slice(0, 1), { presentAtStart: new Set() }, []],
    ['are kept if a user manages them', [service('v1.gone', {})], {}, []],
  ])('services of group versions that are no longer served %s', (_, services, state, expected) =>
    expect(plan(services, state)).toEqual(expected),
  );
});
