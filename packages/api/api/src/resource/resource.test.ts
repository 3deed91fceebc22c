/** What the strategies of dynamic resource allocation refuse, with upstream's messages. */
import type { KubeObject } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import type { ResourceDefinition } from '../resource-definition.ts';
import * as api from '../resources.ts';
import { lateErrors } from '../strategy-testing.ts';

const any = <T extends KubeObject>(definition: ResourceDefinition<T>) => definition as unknown as ResourceDefinition;
const metadata = { name: 'a' };
type Spec = Readonly<Record<string, unknown>>;
type Case = readonly [name: string, spec: Spec, ...errors: unknown[]];

const exactly = { deviceClassName: 'gpu' };
const request = { name: 'r', exactly };
const selector = (expression: string) => ({ cel: { expression } });
const reference =
  "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

describe('a ResourceClaim', () => {
  const label = expect.stringContaining('a lowercase RFC 1123 label');
  it.each<Case>([
    ['with a request', { requests: [request] }],
    [
      'with alternatives',
      {
        requests: [{ name: 'r', firstAvailable: [{ name: 's', ...exactly }] }],
        constraints: [{ requests: ['r/s'], matchAttribute: 'a.b/c' }],
        config: [{ requests: ['r'], opaque: { driver: 'a.b', parameters: { a: 1 } } }],
      },
    ],
    ['without the name of a request', { requests: [{ name: 'R', exactly }] }, label],
    [
      'without a kind of request',
      { requests: [{ name: 'r' }] },
      'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
    ],
    [
      'with both kinds of requests',
      { requests: [{ ...request, firstAvailable: [{ name: 's', ...exactly }] }] },
      'spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
    ],
    [
      'for no class',
      { requests: [{ name: 'r', exactly: {} }] },
      'spec.devices.requests[0].exactly.deviceClassName: Required value',
    ],
    [
      'for a number of all devices',
      { requests: [{ name: 'r', exactly: { ...exactly, allocationMode: 'All', count: 2 } }] },
      "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'",
    ],
    [
      'for less than one device',
      { requests: [{ name: 'r', exactly: { ...exactly, allocationMode: 'ExactCount', count: -1 } }] },
      'spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero',
    ],
    [
      'in an unknown mode',
      { requests: [{ name: 'r', exactly: { ...exactly, allocationMode: 'Some' } }] },
      'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
    ],
    [
      'with wrong tolerations',
      {
        requests: [
          { name: 'r', exactly: { ...exactly, tolerations: [{ operator: 'Exists', value: 'v' }, { operator: 'In' }] } },
        ],
      },
      'spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: "v": must be empty for operator `Exists`',
      'spec.devices.requests[0].exactly.tolerations[1].operator: Unsupported value: "In": supported values: "Equal", "Exists"',
    ],
    [
      'with a constraint of unknown requests',
      { requests: [request], constraints: [{ requests: ['r/s', 'a/b/c'], matchAttribute: 'a.b/c' }, {}] },
      `spec.devices.constraints[0].requests[0]: Invalid value: "r/s": ${reference}`,
      `spec.devices.constraints[0].requests[1]: Invalid value: "a/b/c": ${reference}`,
      'spec.devices.constraints[1]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
    ],
    [
      'with empty configurations',
      { requests: [request], config: [{}, { opaque: { driver: 'a', parameters: { a: 'x'.repeat(10_240) } } }] },
      'spec.devices.config[0].opaque: Required value',
      'spec.devices.config[1].opaque.parameters: Too long: may not be more than 10240 bytes',
    ],
  ])('%s', async (_, devices, ...errors) =>
    expect(await lateErrors(any(api.resourceClaims), { metadata, spec: { devices } })).toEqual(errors),
  );

  it('a template has the same devices', async () => {
    const spec = { metadata: { labels: { '-': 'a' } }, spec: { devices: { requests: [{ name: 'r' }] } } };
    expect(await lateErrors(any(api.resourceClaimTemplates), { metadata, spec })).toEqual([
      ...Array.from({ length: 1 }, () => expect.stringContaining('spec.metadata.labels: Invalid value: "-"')),
      expect.stringContaining('spec.spec.devices.requests[0]: Required value'),
    ]);
  });
});

describe('selectors', () => {
  const path = 'spec.selectors[0].cel.expression: ';
  it.each<readonly [string, string | undefined]>([
    ['device.driver == "a"', undefined],
    [
      'device.attributes["a.b"].model == "x" && device.capacity["a.b"].memory.isGreaterThan(quantity("1Gi"))',
      undefined,
    ],
    ['device.attributes["a.b"].version.isGreaterThan(semver("1.0.0"))', undefined],
    ['cel.bind(dra, device.attributes["a.b"], dra.one && dra.other)', undefined],
    ['device.allowMultipleAllocations == true', undefined],
    ['device.attributes["a.b"].isFast', undefined],
    ['device.driver', 'must evaluate to bool or the unknown type, not string'],
    ['device.size == 1', 'compilation failed: '],
    ['pod.name == "a"', 'compilation failed: '],
    [
      'device.attributes.all(a, device.attributes.all(b, device.attributes.all(c, device.attributes.all(d, a == b && c == d))))',
      'Forbidden: too complex, exceeds cost limit',
    ],
    [`"${'x'.repeat(10_240)}" == "a"`, 'Too long: may not be more than 10240 bytes'],
  ])('%s', async (expression, error) => {
    const spec = { selectors: [selector(expression)] };
    const found = await lateErrors(any(api.deviceClasses), { metadata, spec });
    expect(found).toEqual(error === undefined ? [] : [expect.stringContaining(error)]);
    expect(found.every((each) => each.startsWith(path))).toBe(true);
  });

  it('a selector has an expression', async () =>
    expect(await lateErrors(any(api.deviceClasses), { metadata, spec: { selectors: [{}] } })).toEqual([
      'spec.selectors[0].cel: Required value',
    ]));

  it('what an update of a class does not change is not compiled again', async () => {
    const spec = { selectors: [selector('no longer valid')] };
    const config = [{ opaque: { driver: 'a', parameters: {} } }];
    expect(
      await lateErrors(any(api.deviceClasses), { metadata, spec: { ...spec, config } }, { metadata, spec }),
    ).toEqual([]);
  });
});

describe('a ResourceSlice', () => {
  const good = { driver: 'a.b', pool: { name: 'p/q', generation: 1, resourceSliceCount: 1 }, nodeName: 'n' };
  const device = (more: Spec): Spec => ({ ...good, devices: [{ name: 'd', ...more }] });
  const shared = (requestPolicy: Spec): Spec =>
    device({ allowMultipleAllocations: true, capacity: { memory: { value: '8', requestPolicy } } });
  const policy = 'spec.devices[0].capacity[memory].requestPolicy';
  const taint = { key: 'k', effect: 'NoSchedule' };
  it.each<Case>([
    ['without devices', good],
    [
      'with a device',
      device({
        attributes: { model: { string: 'x' }, 'a.b/version': { version: '1.2.3-rc.1' } },
        capacity: { memory: { value: '1Gi' } },
        taints: [taint],
      }),
    ],
    [
      'of an invalid pool',
      { ...good, driver: '', pool: { name: '', generation: -1, resourceSliceCount: 0 } },
      'spec.driver: Required value',
      'spec.pool.name: Required value',
      'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
      'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
    ],
    [
      'of no node',
      { ...good, nodeName: undefined },
      'spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required',
    ],
    [
      'of a node and of all nodes',
      { ...good, allNodes: true },
      'spec: Invalid value: "{`nodeName`, `allNodes`}": exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required, but multiple fields are set',
    ],
    [
      'with a device on a node of its own',
      device({ nodeName: 'm' }),
      'spec.devices[0]: Invalid value: null: `nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec',
    ],
    [
      'with a device twice',
      { ...good, devices: [{ name: 'd' }, { name: 'd' }] },
      'spec.devices[1]: Duplicate value: "d"',
    ],
    [
      'with too many devices',
      { ...good, devices: Array.from({ length: 129 }, (_, index) => ({ name: `d${index}` })) },
      'spec.devices: Too many: 129: must have at most 128 items',
    ],
    [
      'with too many devices with taints',
      { ...good, devices: Array.from({ length: 65 }, (_, index) => ({ name: `d${index}`, taints: [taint] })) },
      'spec.devices: Too many: 65: must have at most 64 items',
    ],
    [
      'with too many attributes',
      device({ attributes: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`a${index}`, { int: 1 }])) }),
      'spec.devices[0]: Invalid value: 33: the total number of attributes and capacities must not exceed 32',
    ],
    [
      'with invalid attributes',
      device({ attributes: { 'a/b/c': { version: '1.2' }, '/x': { string: 'x'.repeat(65) } } }),
      'spec.devices[0].attributes: Invalid value: "a/b/c": must not contain more than one slash',
      'spec.devices[0].attributes[a/b/c].version: Invalid value: "1.2": must be a string compatible with semver.org spec 2.0.0',
      'spec.devices[0].attributes: Invalid value: "": the domain must not be empty',
      'spec.devices[0].attributes[/x].string: Too long: may not be more than 64 bytes',
    ],
    [
      'with a policy for a device that is not shared',
      device({ capacity: { memory: { value: '8', requestPolicy: { default: '1' } } } }),
      `${policy}: Forbidden: allowMultipleAllocations must be true`,
    ],
    ['with valid values', shared({ default: '2', validValues: ['1', '2'] })],
    [
      'with invalid values',
      shared({ default: '3', validValues: ['2', '1', '1', '9'] }),
      `${policy}.validValues[1]: Invalid value: "1": values must be sorted in ascending order`,
      `${policy}.validValues[2]: Duplicate value: "1"`,
      `${policy}.validValues[3]: Invalid value: "9": option is larger than capacity value: 8`,
      `${policy}.validValues: Invalid value: "3": default value is not valid according to the requestPolicy`,
    ],
    ['with a valid range', shared({ default: '2500m', validRange: { min: '500m', step: '500m', max: '4' } })],
    [
      'with a range without a default',
      shared({ validRange: { min: '1' } }),
      `${policy}.default: Required value: required when validRange is defined`,
    ],
    [
      'with an invalid range',
      shared({ default: '6', validRange: { min: '1', max: '5', step: '8' } }),
      `${policy}.validRange.default: Invalid value: "6": default is more than max: 5`,
      `${policy}.validRange.step: Invalid value: "8": one step 9 is larger than capacity value: 8`,
      `${policy}.validRange.step: Invalid value: "6": value is not a multiple of a given step (8) from (1)`,
      `${policy}.validRange.step: Invalid value: "5": value is not a multiple of a given step (8) from (1)`,
    ],
    [
      'with a step of zero',
      shared({ default: '1', validRange: { min: '1', step: '0' } }),
      `${policy}.validRange.step: Invalid value: "0": must be greater than zero`,
    ],
    [
      'with invalid taints',
      device({ taints: [{ key: 'k', effect: 'Never' }, { key: 'k' }] }),
      'spec.devices[0].taints[0].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"',
      'spec.devices[0].taints[1].effect: Required value',
    ],
    [
      'with binding conditions, but no failures',
      device({ bindingConditions: ['a', 'a'] }),
      'spec.devices[0].bindingConditions[1]: Duplicate value: "a"',
      'spec.devices[0].bindingFailureConditions: Invalid value: null: bindingFailureConditions are required to use bindingConditions',
    ],
    [
      'with counters without values',
      { ...good, sharedCounters: [{ name: 'c', counters: {} }] },
      'spec.sharedCounters[0].counters: Required value',
    ],
  ])('%s', async (_, spec, ...errors) =>
    expect(await lateErrors(any(api.resourceSlices), { metadata, spec })).toEqual(errors),
  );
});

describe('the status of a ResourceClaim', () => {
  const spec = { devices: { requests: [request] } };
  const result = { request: 'r', driver: 'a.b', pool: 'p', device: 'd' };
  const allocation = { devices: { results: [result] } };
  const user = { resource: 'pods', name: 'p', uid: 'u' };
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'Ok',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
  const reported = { driver: 'a.b', pool: 'p', device: 'd' };
  it.each<Case>([
    ['allocated and used', { allocation, reservedFor: [user], devices: [{ ...reported, conditions: [condition] }] }],
    [
      'used, but not allocated',
      { reservedFor: [user, { ...user, name: '' }] },
      'status.reservedFor[1].name: Required value',
      'status.reservedFor[1]: Duplicate value: {"resource":"pods","name":"","uid":"u"}',
      'status.reservedFor: Forbidden: may not be specified when `allocated` is not set',
    ],
    [
      'allocated for an unknown request',
      { allocation: { devices: { results: [{ ...result, request: 'x' }], config: [{ source: 'Nowhere' }] } } },
      `status.allocation.devices.results[0].request: Invalid value: "x": ${reference}`,
      'status.allocation.devices.config[0].source: Unsupported value: "Nowhere": supported values: "FromClaim", "FromClass"',
      'status.allocation.devices.config[0].opaque: Required value',
    ],
    [
      'reported for a device that is not allocated',
      { devices: [{ ...reported, networkData: { ips: ['10.0.0.1', '10.0.0.1/24', '2001:DB8::1/64'] } }] },
      'status.devices[0]: Invalid value: a.b/p/d: must be an allocated device in the claim',
      'status.devices[0].networkData.ips[0]: Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      'status.devices[0].networkData.ips[2]: Invalid value: "2001:DB8::1/64": must be in canonical form ("2001:db8::1/64")',
    ],
    [
      'with invalid conditions',
      { allocation, devices: [{ ...reported, conditions: [{ ...condition, status: 'Yes', reason: '' }] }] },
      'status.devices[0].conditions[0].status: Unsupported value: "Yes": supported values: "False", "True", "Unknown"',
      'status.devices[0].conditions[0].reason: Required value',
    ],
  ])('%s', async (_, status, ...errors) =>
    expect(await lateErrors(any(api.resourceClaims), { metadata, spec, status }, { metadata, spec }, 'status')).toEqual(
      errors,
    ),
  );

  it('no users are added while the claim is deleted', async () => {
    const deleted = { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
    const old = { metadata: deleted, spec, status: { allocation, reservedFor: [user] } };
    const other = { ...user, uid: 'v' };
    const next = (reservedFor: readonly object[]) => ({ ...old, status: { allocation, reservedFor } });
    const errors = (reservedFor: readonly object[]) =>
      lateErrors(any(api.resourceClaims), next(reservedFor), old, 'status');
    expect(await errors([user])).toEqual([]);
    expect(await errors([user, other])).toEqual([
      'status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
    ]);
  });

  it('an update without the status checks nothing, since the spec is immutable', async () => {
    const invalid = { metadata, spec: { devices: { requests: [{ name: 'r' }] } } };
    expect(await lateErrors(any(api.resourceClaims), invalid, invalid)).toEqual([]);
  });
});

it('a DeviceTaintRule selects devices by valid names', async () => {
  const spec = { deviceSelector: { driver: '', pool: 'p//q', device: 'D' }, taint: { key: 'k', effect: 'None' } };
  expect(await lateErrors(any(api.deviceTaintRules), { metadata, spec })).toEqual([
    'spec.deviceSelector.driver: Required value',
    expect.stringContaining('spec.deviceSelector.pool: Invalid value: ""'),
    expect.stringContaining('spec.deviceSelector.device: Invalid value: "D"'),
  ]);
});
