/** LimitRanger: what it sets, and what it refuses. */
import type { LimitRange, LimitRangeItem, Pod } from '@kubets/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';
import { claimViolations, podViolations } from './constraints.ts';
import { withDefaults } from './defaults.ts';

type Resources = NonNullable<NonNullable<Pod['spec']>['containers'][number]['resources']>;

const range = (...limits: readonly LimitRangeItem[]): LimitRange => ({ spec: { limits } });
const pod = (resources: readonly Resources[], more: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  metadata: { name: 'p' },
  spec: { containers: resources.map((each, index) => ({ name: `c${index}`, resources: each })), ...more },
});

describe('withDefaults', () => {
  const defaults = range({ type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '500m' } });

  it('sets what is missing, and says so in an annotation', () => {
    const given = pod([{ requests: { cpu: '100m' } }, {}], {
      initContainers: [{ name: 'i', resources: { limits: { cpu: '2' } } }],
    });
    const filled = withDefaults(given, defaults);
    expect(filled.spec?.containers.map(({ resources }) => resources)).toEqual([
      { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '1Gi' } },
      { requests: { cpu: '500m' }, limits: { cpu: '1', memory: '1Gi' } },
    ]);
    expect(filled.spec?.initContainers?.[0]?.resources).toEqual({
      requests: { cpu: '500m' },
      limits: { cpu: '2', memory: '1Gi' },
    });
    expect(filled.metadata?.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu, memory limit for container c0; cpu request for container c1; cpu, memory limit for container c1; ' +
        'cpu request for init container i; memory limit for init container i',
    });
  });

  it('returns a complete pod unchanged', () => {
    const given = pod([{ requests: { cpu: '1' }, limits: { cpu: '1', memory: '1' } }]);
    expect(withDefaults(given, defaults)).toBe(given);
    expect(withDefaults(given, range({ type: 'Pod', max: { cpu: '1' } }))).toBe(given);
  });

  it('does not make a pod that could not be stored', () => {
    const names = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`example.com/r${index}`, '1']));
    const many = range({ type: 'Container', default: names });
    expect(() => withDefaults(pod(Array.from({ length: 1_000 }, () => ({}))), many)).toThrow('request is too large');
  });
});

describe('podViolations', () => {
  it.each<[string, LimitRangeItem, Pod, readonly string[]]>([
    [
      'a minimum without a request',
      { type: 'Container', min: { cpu: '1' } },
      pod([{}]),
      ['minimum cpu usage per Container is 1.  No request is specified'],
    ],
    [
      'a request below the minimum',
      { type: 'Container', min: { cpu: '1' } },
      pod([{ requests: { cpu: '999m' } }]),
      ['minimum cpu usage per Container is 1, but request is 999m'],
    ],
    [
      'a limit below the minimum',
      { type: 'Container', min: { cpu: '1' } },
      pod([{ requests: { cpu: '1' }, limits: { cpu: '500m' } }]),
      ['minimum cpu usage per Container is 1, but limit is 500m'],
    ],
    [
      'a maximum without a limit',
      { type: 'Container', max: { memory: '1Gi' } },
      pod([{ requests: { memory: '1' } }]),
      ['maximum memory usage per Container is 1Gi.  No limit is specified'],
    ],
    [
      'a limit above the maximum',
      { type: 'Container', max: { memory: '1Gi' } },
      pod([{ limits: { memory: '2Gi' } }]),
      ['maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ],
    [
      'a request above the maximum',
      { type: 'Container', max: { cpu: '1' } },
      pod([{ limits: { cpu: '1' }, requests: { cpu: '2' } }]),
      ['maximum cpu usage per Container is 1, but request is 2'],
    ],
    [
      'a ratio without a request',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      pod([{ limits: { cpu: '1' } }]),
      ['cpu max limit to request ratio per Container is 2, but no request is specified or request is 0'],
    ],
    [
      'a ratio without a limit',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      pod([{ requests: { cpu: '1' }, limits: { cpu: '0' } }]),
      ['cpu max limit to request ratio per Container is 2, but no limit is specified or limit is 0'],
    ],
    [
      'a ratio that is too large',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      pod([{ requests: { cpu: '300m' }, limits: { cpu: '1' } }]),
      ['cpu max limit to request ratio per Container is 2, but provided ratio is 3.333333'],
    ],
    [
      'a ratio that is exact',
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      pod([{ requests: { cpu: '500m' }, limits: { cpu: '1' } }]),
      [],
    ],
    [
      'all containers of a pod',
      { type: 'Pod', max: { cpu: '2' } },
      pod([{ limits: { cpu: '1' } }, { limits: { cpu: '1500m' } }]),
      ['maximum cpu usage per Pod is 2, but limit is 2500m'],
    ],
    [
      'an init container beside an earlier sidecar',
      { type: 'Pod', max: { cpu: '2' } },
      pod([{ limits: { cpu: '1' } }], {
        initContainers: [
          { name: 's', restartPolicy: 'Always', resources: { limits: { cpu: '1' } } },
          { name: 'i', resources: { limits: { cpu: '1500m' } } },
        ],
      }),
      ['maximum cpu usage per Pod is 2, but limit is 2500m'],
    ],
    [
      'resources of the whole pod',
      { type: 'Pod', max: { cpu: '2' } },
      pod([{ limits: { cpu: '3' } }], { resources: { limits: { cpu: '1' } } }),
      [],
    ],
  ])('%s', (_, item, given, expected) => {
    expect([...podViolations(range(item), given)]).toEqual(expected);
  });
});

it('claimViolations compares requests', () => {
  const limits = range({ type: 'PersistentVolumeClaim', min: { storage: '1Gi' }, max: { storage: '2Gi' } });
  const claim = (storage: string) => ({ spec: { resources: { requests: { storage } } } });
  expect([...claimViolations(limits, claim('1Gi'))]).toEqual([]);
  expect([...claimViolations(limits, claim('1'))]).toEqual([
    'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1',
  ]);
  expect([...claimViolations(limits, claim('3Gi'))]).toEqual([
    'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi',
  ]);
});

describe('with a server', () => {
  let cluster: TestCluster;
  const core = '/api/v1/namespaces/default';
  beforeEach(async () => {
    cluster = await testCluster();
    await cluster.call(`POST ${core}/serviceaccounts`, { metadata: { name: 'default' } });
  });
  afterEach(() => cluster[Symbol.asyncDispose]());

  const item = { type: 'Container', max: { cpu: '2' }, default: { cpu: '1' }, min: { memory: '1Mi' } };
  const made = (name: string, resources: object) =>
    cluster.call(`POST ${core}/pods`, {
      metadata: { name },
      spec: { containers: [{ name: 'c', image: 'i', resources }] },
    });

  it('pods get defaults and are held to bounds, on resize, too', async () => {
    await cluster.call(`POST ${core}/limitranges`, { metadata: { name: 'l' }, spec: { limits: [item] } });
    const first = await made('a', { requests: { memory: '2Mi' } });
    expect((first.body as Pod).spec?.containers[0]?.resources).toEqual({
      limits: { cpu: '1' },
      requests: { cpu: '1', memory: '2Mi' },
    });
    const refused = await made('b', { limits: { cpu: '3' } });
    expect([refused.code, refused.body.message]).toEqual([
      403,
      'pods "b" is forbidden: maximum cpu usage per Container is 2, but limit is 3',
    ]);
    const resized = await cluster.call(`PATCH ${core}/pods/a/resize`, {
      spec: { containers: [{ name: 'c', resources: { limits: { cpu: '4' }, requests: { cpu: '4' } } }] },
    });
    expect([resized.code, resized.body.message]).toEqual([
      403,
      'pods "a" is forbidden: maximum cpu usage per Container is 2, but limit is 4',
    ]);
  });

  it('several violations are listed', async () => {
    const limits = [{ type: 'Container', min: { cpu: '1', memory: '1Gi' } }];
    await cluster.call(`POST ${core}/limitranges`, { metadata: { name: 'l' }, spec: { limits } });
    const refused = await made('b', { requests: { cpu: '1m', memory: '1' } });
    expect(refused.body.message).toBe(
      'pods "b" is forbidden: [minimum cpu usage per Container is 1, but request is 1m, minimum memory usage per Container is 1Gi, but request is 1]',
    );
  });
});
