/** Validation of APIServices, with upstream's messages. */
import { expect, it } from 'vitest';
import { creationErrors } from '../strategy-testing.ts';
import { validateApiServiceStatus } from './api-service-strategy.ts';
import { apiServices } from './api-services.ts';

const valid = { group: 'farm.example.com', version: 'v1', groupPriorityMinimum: 20_000, versionPriority: 1000 };
const service = { namespace: 'ns', name: 'farm' };

const errorsOf = (spec: object, name = 'v1.farm.example.com'): readonly string[] =>
  creationErrors(apiServices, {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name },
    spec: { ...valid, ...spec },
  });

it.each([
  ['a local one', {}, undefined],
  ['one with a Service', { service, caBundle: 'UEVN' }, undefined],
  ['an insecure one', { service, insecureSkipTLSVerify: true }, undefined],
  ['that of the core group', { group: '' }, 'v1.'],
])('accepts %s', (_, spec, name) => expect(errorsOf(spec, name)).toEqual([]));

it.each<readonly [object, string | undefined, readonly string[]]>([
  [
    {},
    'v1.other',
    ['metadata.name: Invalid value: "v1.other": must be `spec.version+"."+spec.group`: "v1.farm.example.com"'],
  ],
  [
    { group: '', version: 'v2' },
    'v2.',
    ['spec.group: Required value: only v1 may have an empty group and it better be legacy kube'],
  ],
  [
    { groupPriorityMinimum: 0, versionPriority: 1001 },
    undefined,
    [
      'spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000',
      'spec.versionPriority: Invalid value: 1001: must be positive and less than 1000',
    ],
  ],
  [
    { caBundle: 'UEVN', insecureSkipTLSVerify: true },
    undefined,
    [
      'spec.caBundle: Invalid value: "3 bytes": local APIServices may not have a caBundle',
      'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
    ],
  ],
  [
    { service: {}, caBundle: 'UEVN', insecureSkipTLSVerify: true },
    undefined,
    [
      'spec.service.namespace: Required value',
      'spec.service.name: Required value',
      'spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present',
    ],
  ],
])('refuses %j', (spec, name, expected) => expect(errorsOf(spec, name)).toEqual(expected));

it('validates the status of conditions', () =>
  expect(
    validateApiServiceStatus({ status: { conditions: [{ type: 'Available', status: 'Maybe' }] } }).map(
      ({ field }) => field,
    ),
  ).toEqual(['status.conditions[0].status']));
