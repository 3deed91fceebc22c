/** Where requests of aggregated group versions go. */
import type { APIService, EndpointSlice, Service } from '@kubets/api';
import { requestOf } from '@kubets/apiserver/testing';
import { seededRandom, silentLogger } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { Registrations } from '../registrations/registrations.ts';
import { Forwarding } from './forward.ts';

const apiService = (spec: object = {}, status = 'True'): APIService => ({
  metadata: { name: 'v1.farm.example.com' },
  spec: {
    ...{ group: 'farm.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 },
    ...{ service: { namespace: 'ns', name: 'farm' }, caBundle: btoa('PEM'), ...spec },
  },
  status: { conditions: [{ type: 'Available', status }] },
});

const service: Service = { spec: { ports: [{ name: 'https', port: 443 }] } };

const slice: EndpointSlice = {
  metadata: { labels: { 'kubernetes.io/service-name': 'farm' } },
  addressType: 'IPv6',
  endpoints: [{ addresses: ['fd00::5'] }],
  ports: [{ name: 'https', port: 6443 }],
};

async function forwarding(registered: APIService, slices: readonly EndpointSlice[] = [slice]): Promise<Forwarding> {
  const reader = {
    get: async () => service as never,
    list: async ({ plural }: { plural: string }) => (plural === 'apiservices' ? [registered] : slices) as never,
    onChange: (_: unknown, changed: () => void) => changed(),
  };
  const registrations = new Registrations(reader, silentLogger);
  await registrations.start(new AbortController().signal);
  return new Forwarding({ reader, registrations, random: seededRandom(1), log: silentLogger });
}

const cows = '/apis/farm.example.com/v1/namespaces/a/cows';

describe('Forwarding', () => {
  it.each([cows, '/apis/farm.example.com/v1', '/openapi/v3/apis/farm.example.com/v1'])('forwards %s', async (path) =>
    expect(await (await forwarding(apiService())).answer(requestOf(`GET ${path}?a=b%26c`))).toEqual({
      type: 'proxy',
      client: 'extension',
      target: new URL(`https://[fd00::5]:6443${path}?a=b%26c`),
      trust: { serverName: 'farm.ns.svc', insecure: false, authority: 'PEM' },
      identity: [
        ['x-remote-user', 'jane'],
        ['x-remote-group', 'system:masters'],
        ['x-remote-group', 'system:authenticated'],
      ],
    }),
  );

  it.each(['/apis/farm.example.com', '/apis/farm.example.com/v2/cows', '/api/v1/pods', '/apis', '/', '/version'])(
    'leaves %s to this server',
    async (path) => expect((await forwarding(apiService())).answer(requestOf(`GET ${path}`))).toBeUndefined(),
  );

  it.each<readonly [string, APIService, readonly EndpointSlice[]]>([
    ['the APIService is not available', apiService({}, 'False'), [slice]],
    ['the Service has no endpoints', apiService(), []],
    ['the Service has another port', apiService({ service: { namespace: 'ns', name: 'farm', port: 70_000 } }), [slice]],
  ])('is unavailable if %s', async (_, registered, slices) =>
    expect(await (await forwarding(registered, slices)).answer(requestOf(`GET ${cows}`))).toMatchObject({
      status: 503,
      body: 'service unavailable\n',
    }),
  );

  it('refuses paths that others would read differently', async () =>
    expect(
      (await forwarding(apiService())).answer({ ...requestOf(`GET ${cows}`), path: `${cows}/../x` }),
    ).rejects.toMatchObject({
      code: 400,
    }));
});
