/** Which address a Service of a webhook is dialed at, and how long it is remembered. */
import type { EndpointSlice, Service } from '@kubets/api';
import type { ObjectChange, ResourceReader } from '@kubets/apiserver/access';
import { seededRandom } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { expect, test } from 'vitest';
import { resolvedService, serviceResolver } from './service-resolver.ts';

const service = (spec: NonNullable<Service['spec']>): Service => ({ metadata: { name: 'hook', namespace: 'a' }, spec });
const https = { name: 'https', port: 443, targetPort: 8443 };

function slice(addresses: readonly string[], more: Partial<EndpointSlice> = {}): EndpointSlice {
  return {
    metadata: { name: 's', namespace: 'a', labels: { 'kubernetes.io/service-name': 'hook' } },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
    ports: [{ name: 'https', port: 8443 }],
    ...more,
  };
}

const notReady = { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false } }] };

test.each([
  ['ready endpoints', { ports: [https] }, [slice(['10.0.0.1', '10.0.0.2'])], ['10.0.0.1:8443', '10.0.0.2:8443']],
  ['an external name', { type: 'ExternalName', externalName: 'hook.example.com' }, [], ['hook.example.com:443']],
  ['another port', { ports: [{ ...https, port: 80 }] }, [], 'no service port 443 found for service "hook"'],
  ['no endpoints', { ports: [https] }, [], 'no endpoints available for service "hook"'],
  ['no ready ones', { ports: [https] }, [slice([], notReady)], 'no endpoints available for service "hook"'],
  ['this host', { ports: [https] }, [slice(['127.0.0.1', '169.254.169.254'])], 'no endpoints available'],
] as const)('%s', (_name, spec, slices, expected) => {
  const resolved = (): readonly string[] =>
    resolvedService(service(spec as NonNullable<Service['spec']>), slices, 443).map(
      ({ host, port }) => `${host}:${port}`,
    );
  if (typeof expected === 'string') expect(resolved).toThrow(expected);
  else expect(resolved()).toEqual(expected);
});

test('addresses are remembered until the Service or its endpoints change', async () => {
  let address = '10.0.0.1';
  let reads = 0;
  const listeners: ((change?: ObjectChange) => void)[] = [];
  const reader = {
    async get() {
      reads++;
      return service({ ports: [https] });
    },
    list: async () => [slice([address])],
    onChange: (_type: unknown, changed: (change?: ObjectChange) => void) => listeners.push(changed),
  } as unknown as ResourceReader;
  const resolve = serviceResolver(reader, seededRandom(1), new AbortController().signal);
  const hostOf = async (): Promise<string> => (await resolve('a', 'hook', 443)).host;
  await hostOf();
  const [, sliceChanged] = listeners;
  expect([await hostOf(), reads]).toEqual(['10.0.0.1', 1]);
  address = '10.0.0.2';
  const other = { metadata: { name: 'o', namespace: 'a', labels: { 'kubernetes.io/service-name': 'other' } } };
  sliceChanged?.({ object: other as KubeObject, gone: false });
  expect([await hostOf(), reads]).toEqual(['10.0.0.1', 1]);
  sliceChanged?.({ object: slice([]), gone: false });
  expect([await hostOf(), reads]).toEqual(['10.0.0.2', 2]);
});
