/** Small core kinds: preparation for creation, and validation. */
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, test } from 'vitest';
import type { ResourceDefinition } from '../resource-definition.ts';
import * as api from '../resources.ts';
import { canonical, created, creationErrors, texts, updateErrors } from '../strategy-testing.ts';

const metadata = { name: 'x', namespace: 'default', resourceVersion: '1' };
const asAny = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const errors = <T extends KubeObject>(definition: ResourceDefinition<T>, fields: object) =>
  creationErrors(asAny(definition), { metadata, ...fields });

const key =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

describe('strategy.validate refuses', () => {
  test.each<[string, ResourceDefinition, object, readonly string[]]>([
    [
      'a ConfigMap with an invalid key',
      asAny(api.configMaps),
      { data: { 'a b': '' } },
      [`data[a b]: Invalid value: "a b": ${key}`],
    ],
    [
      'a ConfigMap with the same key in data and binaryData',
      asAny(api.configMaps),
      { data: { a: '' }, binaryData: { a: '' } },
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    [
      'a ConfigMap that is too large',
      asAny(api.configMaps),
      { data: { a: 'x'.repeat(1024 * 1024 + 1) } },
      [': Too long: may not be more than 1048576 bytes'],
    ],
    [
      'a TLS Secret without a key',
      asAny(api.secrets),
      { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } },
      ['data[tls.key]: Required value'],
    ],
    [
      'a docker config Secret that is not a JSON object',
      asAny(api.secrets),
      { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': '[]' } },
      [
        'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
      ],
    ],
    [
      'a Node with a duplicate taint',
      asAny(api.nodes),
      {
        spec: {
          taints: [
            { key: 'a', effect: 'NoSchedule' },
            { key: 'a', effect: 'NoSchedule' },
          ],
        },
      },
      [
        'metadata.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}: taints must be unique by key and effect pair',
      ],
    ],
    [
      'an Event for an object of another namespace',
      asAny(api.events),
      { involvedObject: { namespace: 'other' } },
      ['involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
    ],
    [
      'Endpoints without addresses',
      asAny(api.endpoints),
      { subsets: [{ ports: [{ port: 80 }] }] },
      ['subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`'],
    ],
    [
      'an EndpointSlice with an address of another family',
      asAny(api.endpointSlices),
      { addressType: 'IPv4', endpoints: [{ addresses: ['::2'] }] },
      ['endpoints[0].addresses[0]: Invalid value: "::2": must be a valid IPv4 address'],
    ],
    [
      'an EndpointSlice without an address type',
      asAny(api.endpointSlices),
      { endpoints: [] },
      ['addressType: Required value'],
    ],
    [
      'a Lease with a duration of 0',
      asAny(api.leases),
      { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } },
      [
        'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
        'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
  ])('%s', (_, definition, fields, expected) => {
    expect(errors(definition, fields)).toEqual(expected);
  });
});

test('Secret: stringData is converted to data', () => {
  const secret = canonical(api.secrets, { metadata, data: { a: 'YQ==', b: 'YQ==' }, stringData: { b: 'ä' } });
  expect(secret).toMatchObject({ type: 'Opaque', data: { a: 'YQ==', b: 'w6Q=' } });
  expect(secret).not.toHaveProperty('stringData');
});

test.each([
  [api.secrets, { data: { a: 'YQ==' } }, { data: { a: 'Yg==' } }],
  [api.configMaps, { data: { a: 'a' } }, { data: { a: 'b' } }],
])('immutable ConfigMaps and Secrets cannot change: %#', (definition, fields, change) => {
  const manifest = { metadata, immutable: true, ...fields };
  expect(updateErrors(asAny(definition), manifest, (stored) => ({ ...stored, ...change, immutable: false }))).toEqual([
    'immutable: Forbidden: field is immutable when `immutable` is set',
    'data: Forbidden: field is immutable when `immutable` is set',
  ]);
});

test('Secret: type is immutable', () => {
  expect(updateErrors(api.secrets, { metadata }, (stored) => ({ ...stored, type: 'other' }))).toEqual([
    'type: Invalid value: "other": field is immutable',
  ]);
});

test('Namespace: creation sets phase, name label and finalizer; phase Terminating requires a deletion timestamp', () => {
  const namespace = created(api.namespaces, { metadata: { name: 'x' } });
  expect(namespace).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
  const ending = { ...namespace, status: { phase: 'Terminating' } } as const;
  expect(texts(api.namespaces.strategy.validateStatusUpdate?.(ending, namespace))).toEqual([
    'status.Phase: Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
  ]);
});

test('Node: podCIDRs is set from podCIDR and is immutable', () => {
  const node = { metadata: { name: 'n' }, spec: { podCIDR: '10.0.0.0/24' } };
  expect(canonical(api.nodes, node).spec?.podCIDRs).toEqual(['10.0.0.0/24']);
  expect(updateErrors(api.nodes, node, (stored) => ({ ...stored, spec: {} }))).toEqual([
    'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
  ]);
});
