/** The Available condition of an APIService, as far as the objects decide. */
import type { EndpointSlice, Service } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { locallyAvailable, withAvailability } from './conditions.ts';
import { passed, planAvailability } from './plan-availability.ts';

const wanted = { namespace: 'ns', name: 'svc', port: 443 };

const service = (spec: Service['spec'] = {}): Service => ({ spec: { ports: [{ name: 'https', port: 443 }], ...spec } });

function slice(ready: boolean | undefined, portName = 'https', port: number | undefined = 6443): EndpointSlice {
  const conditions = ready === undefined ? {} : { ready };
  const number = port === undefined ? {} : { port };
  return {
    metadata: {},
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions }],
    ports: [{ name: portName, ...number }],
  };
}

describe('planAvailability', () => {
  it.each<readonly [string, Service | undefined, readonly EndpointSlice[], string, string]>([
    ['there is no Service', undefined, [], 'ServiceNotFound', 'service/svc in "ns" is not present'],
    [
      'the Service has another port',
      service({ ports: [{ port: 80 }] }),
      [],
      'ServicePortError',
      'service/svc in "ns" is not listening on port 443',
    ],
    ['there are no slices', service(), [], 'EndpointsNotFound', 'cannot find endpointslices for service/svc in "ns"'],
    [
      'no endpoint is ready',
      service(),
      [slice(false)],
      'MissingEndpoints',
      'endpointslices for service/svc in "ns" have no addresses with port name "https"',
    ],
    [
      'no slice has the port',
      service(),
      [slice(true, 'other')],
      'MissingEndpoints',
      'endpointslices for service/svc in "ns" have no addresses with port name "https"',
    ],
  ])('when %s', (_, found, slices, reason, message) =>
    expect(planAvailability(wanted, found, slices)).toEqual({ status: 'False', reason, message }),
  );

  it.each<readonly [string, Service, readonly EndpointSlice[]]>([
    ['an endpoint is ready', service(), [slice(false), slice(true)]],
    ['an endpoint does not say whether it is ready', service(), [slice(undefined)]],
    ['the Service is outside the cluster', service({ type: 'ExternalName', externalName: 'api.example.com' }), []],
  ])('asks the server when %s', (_, found, slices) => expect(planAvailability(wanted, found, slices)).toBeUndefined());
});

describe('withAvailability', () => {
  const start = Date.UTC(2026, 0);
  const first = withAvailability({ metadata: {} }, locallyAvailable, start);

  it('keeps the time of the last transition while the status is the same', () => {
    const second = withAvailability(first, passed, start + 60_000);
    expect(second.status?.conditions).toEqual([
      { type: 'Available', ...passed, lastTransitionTime: '2026-01-01T00:00:00Z' },
    ]);
    const third = withAvailability(second, { ...passed, status: 'False' }, start + 60_000);
    expect(third.status?.conditions?.[0]?.lastTransitionTime).toBe('2026-01-01T00:01:00Z');
  });

  it('returns the same object if nothing changes', () =>
    expect(withAvailability(first, locallyAvailable, start + 60_000)).toBe(first));
});
