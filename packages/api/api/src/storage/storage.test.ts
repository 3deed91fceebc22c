/** What the strategies of the storage kinds refuse, with upstream's messages. */
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import type { ResourceDefinition } from '../resource-definition.ts';
import * as api from '../resources.ts';
import { creationErrors, lateErrors } from '../strategy-testing.ts';

const any = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const metadata = { name: 'a' };
const attachment = { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'v' } };
const inline = { csi: { driver: 'a.b', volumeHandle: 'h' }, accessModes: ['ReadWriteOnce'] };
const one = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
const driver = { name: 'a.b', nodeID: 'n', topologyKeys: ['zone'] };
const term = { matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }] };

describe('creates', () => {
  it.each<[string, ResourceDefinition, object, readonly unknown[]]>([
    ['a driver', any(api.csiDrivers), { spec: {} }, []],
    [
      'a driver with unknown modes',
      any(api.csiDrivers),
      { spec: { fsGroupPolicy: 'All', volumeLifecycleModes: ['Forever'], nodeAllocatableUpdatePeriodSeconds: 9 } },
      [
        'spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType"',
        'spec.volumeLifecycleModes: Unsupported value: "Forever": supported values: "Persistent", "Ephemeral"',
        'spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds',
      ],
    ],
    [
      'a driver that requests a token twice',
      any(api.csiDrivers),
      { spec: { tokenRequests: [{ audience: 'x', expirationSeconds: 1 }, { audience: 'x' }] } },
      [
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
        'spec.tokenRequests[1].audience: Duplicate value: "x"',
      ],
    ],
    ['a CSINode', any(api.csiNodes), { spec: { drivers: [driver] } }, []],
    [
      'a CSINode with a driver twice',
      any(api.csiNodes),
      { spec: { drivers: [driver, { name: 'a.b', nodeID: '', allocatable: { count: -1 } }] } },
      [
        'spec.drivers[1].nodeID: Required value',
        'spec.drivers[1].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
        'spec.drivers[1].name: Duplicate value: "a.b"',
      ],
    ],
    ['a capacity', any(api.csiStorageCapacities), { storageClassName: 'a', capacity: '1Gi' }, []],
    [
      'a negative capacity',
      any(api.csiStorageCapacities),
      { storageClassName: 'A', capacity: '-1' },
      [
        expect.stringContaining('storageClassName: Invalid value: "A": a lowercase RFC 1123 subdomain'),
        'capacity: Invalid value: "-1": must be greater than or equal to 0',
      ],
    ],
    ['an attachment', any(api.volumeAttachments), { spec: attachment }, []],
    [
      'an attachment of an inline volume',
      any(api.volumeAttachments),
      { spec: { ...attachment, source: { inlineVolumeSpec: inline } } },
      [],
    ],
    [
      'an attachment of nothing',
      any(api.volumeAttachments),
      { spec: { ...attachment, source: {} } },
      [`spec.source: Required value: ${one}`],
    ],
    [
      'an attachment of two volumes',
      any(api.volumeAttachments),
      { spec: { ...attachment, source: { persistentVolumeName: 'v', inlineVolumeSpec: inline } } },
      [`spec.source: Forbidden: ${one}`],
    ],
    [
      'an attachment of an inline volume with a claim',
      any(api.volumeAttachments),
      {
        spec: { ...attachment, source: { inlineVolumeSpec: { accessModes: [], claimRef: {}, storageClassName: 'a' } } },
      },
      [
        'spec.source.inlineVolumeSpec.claimRef: Forbidden: may not be specified in the context of inline volumes',
        'spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes',
        'spec.source.inlineVolumeSpec.accessModes: Required value',
        'spec.source.inlineVolumeSpec.storageClassName: Forbidden: may not be specified in the context of inline volumes',
      ],
    ],
    ['attributes', any(api.volumeAttributesClasses), { driverName: 'a.b', parameters: { a: 'b' } }, []],
    [
      'attributes without parameters',
      any(api.volumeAttributesClasses),
      { driverName: '' },
      ['driverName: Required value', 'parameters: Required value: must contain at least one key/value pair'],
    ],
    ['a runtime', any(api.runtimeClasses), { handler: 'a', overhead: { podFixed: { cpu: '1' } } }, []],
    [
      'a runtime with a bad overhead',
      any(api.runtimeClasses),
      {
        handler: '',
        overhead: { podFixed: { cpu: '-1' } },
        scheduling: { tolerations: [{ key: 'a', operator: 'Maybe' }] },
      },
      [
        'handler: Required value',
        'overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        expect.stringContaining('scheduling.tolerations[0].operator: '),
      ],
    ],
    ['topologies', any(api.storageClasses), { provisioner: 'a.b/c', allowedTopologies: [term] }, []],
    [
      'topologies twice, and too many parameters',
      any(api.storageClasses),
      {
        provisioner: 'a.b/c',
        parameters: Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`k${index}`, 'v'])),
        allowedTopologies: [
          term,
          {
            matchLabelExpressions: [
              { key: 'zone', values: ['b', 'a', 'a'] },
              { key: 'zone', values: [] },
            ],
          },
          term,
        ],
      },
      [
        'parameters: Too long: may not be more than 512 bytes',
        'allowedTopologies[1].matchLabelExpressions[0].values[2]: Duplicate value: "a"',
        'allowedTopologies[1].matchLabelExpressions[1].values: Required value',
        'allowedTopologies[1].matchLabelExpressions[1].key: Duplicate value: "zone"',
        'allowedTopologies[2].matchLabelExpressions: Duplicate value: ""',
      ],
    ],
  ])('%s', async (_, definition, object, expected) =>
    expect([
      ...creationErrors(definition, { metadata, ...object }),
      ...(await lateErrors(definition, { metadata, ...object })),
    ]).toEqual(expected),
  );
});

describe('updates', () => {
  it.each<[string, ResourceDefinition, object, object, readonly string[]]>([
    [
      'a limit of a CSINode',
      any(api.csiNodes),
      { spec: { drivers: [driver] } },
      { spec: { drivers: [{ ...driver, allocatable: { count: 1 } }] } },
      [],
    ],
    [
      'the identity of a CSINode',
      any(api.csiNodes),
      { spec: { drivers: [driver] } },
      { spec: { drivers: [{ ...driver, nodeID: 'm' }] } },
      ['spec.drivers: Invalid value: {"name":"a.b","nodeID":"m","topologyKeys":["zone"]}: field is immutable'],
    ],
    [
      'whether a driver attaches',
      any(api.csiDrivers),
      { spec: {} },
      { spec: { attachRequired: false } },
      ['spec.attachedRequired: Invalid value: false: field is immutable'],
    ],
    [
      'attributes',
      any(api.volumeAttributesClasses),
      { driverName: 'a', parameters: { a: 'b' } },
      { driverName: 'b', parameters: { a: 'c' } },
      [
        'driverName: Forbidden: updates to driverName are forbidden.',
        'parameters: Forbidden: updates to parameters are forbidden.',
      ],
    ],
  ])('%s', async (_, definition, old, next, expected) =>
    expect(await lateErrors(definition, { metadata, ...next }, { metadata, ...old })).toEqual(expected),
  );

  it('the status of an attachment has limits', async () => {
    const status = { attached: true, attachError: { message: 'x'.repeat(1025), errorCode: -1 } };
    const [old, next] = [
      { metadata, spec: attachment },
      { metadata, spec: attachment, status },
    ];
    expect(await lateErrors(any(api.volumeAttachments), next, old, 'status')).toEqual([
      'status.attachError.message: Too long: may not be more than 262144 bytes',
      'status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ]);
  });
});

it.each([
  ['another phase', { phase: 'Bound' }, 'now'],
  ['another phase with the old time', { phase: 'Bound', lastPhaseTransitionTime: 'before' }, 'now'],
  ['another phase with its time', { phase: 'Bound', lastPhaseTransitionTime: 'then' }, 'then'],
  ['the same phase', { phase: 'Pending', lastPhaseTransitionTime: 'before' }, 'before'],
] as const)('a PersistentVolume with %s has the time of the transition', (_, status, expected) => {
  const old = { metadata, status: { phase: 'Pending', lastPhaseTransitionTime: 'before' } } as const;
  const context = { now: 'now', user: 'u' };
  const next = api.persistentVolumes.strategy.prepareStatus?.({ metadata, status }, old, context, 'status');
  expect(next?.status?.lastPhaseTransitionTime).toBe(expected);
});
