/** The requests of calls: paths, queries and bodies. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { describe, expect, it } from 'vitest';
import type { Client, TransportRequest } from './client.ts';
import { createClient } from './create-client.ts';

interface Thing extends KubeObject {
  readonly spec?: { readonly size: number };
}
const pods: ResourceType<Thing> = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true };
const deployments: ResourceType<Thing> = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  namespaced: true,
};
const nodes: ResourceType<Thing> = { group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false };

/** The request of a call. */
async function sent(call: (client: Client) => Promise<unknown>): Promise<TransportRequest | undefined> {
  let seen: TransportRequest | undefined;
  const client = createClient({
    request: async (request) => {
      seen = request;
      return {};
    },
    watch: async function* () {},
  });
  await call(client);
  return seen;
}

describe('createClient', () => {
  const rows: [string, (client: Client) => Promise<unknown>, TransportRequest][] = [
    [
      'gets by path',
      (c) => c.get(pods, { namespace: 'a', name: 'b' }),
      { method: 'GET', path: '/api/v1/namespaces/a/pods/b' },
    ],
    ['lists all namespaces', (c) => c.list(deployments), { method: 'GET', path: '/apis/apps/v1/deployments' }],
    [
      'lists with selectors',
      (c) => c.list(pods, { namespace: 'a', labelSelector: 'x=y', limit: 5, fieldSelector: '' }),
      { method: 'GET', path: '/api/v1/namespaces/a/pods', query: { labelSelector: 'x=y', limit: '5' } },
    ],
    [
      'creates with apiVersion and kind',
      (c) => c.create(nodes, { metadata: { name: 'n' } }, { fieldManager: 'm', dryRun: true }),
      {
        method: 'POST',
        path: '/api/v1/nodes',
        contentType: 'application/json',
        body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' } },
        query: { dryRun: 'All', fieldManager: 'm' },
      },
    ],
    [
      'writes status through its subresource',
      (c) =>
        c.updateStatus(deployments, {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { namespace: 'a', name: 'd' },
        }),
      {
        method: 'PUT',
        path: '/apis/apps/v1/namespaces/a/deployments/d/status',
        contentType: 'application/json',
        body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'a', name: 'd' } },
      },
    ],
    [
      'patches with the content type of the patch',
      (c) => c.patch(pods, { namespace: 'a', name: 'b' }, 'strategic', { metadata: {} }, { subresource: 'status' }),
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/a/pods/b/status',
        contentType: 'application/strategic-merge-patch+json',
        body: { metadata: {} },
      },
    ],
    [
      'deletes with options in the body',
      (c) =>
        c.delete(pods, { namespace: 'a', name: 'b' }, { propagationPolicy: 'Background', preconditions: { uid: 'u' } }),
      {
        method: 'DELETE',
        path: '/api/v1/namespaces/a/pods/b',
        contentType: 'application/json',
        body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions: { uid: 'u' } },
      },
    ],
  ];
  it.each(rows)('%s', async (_, call, expected) => {
    expect(await sent(call)).toEqual(expected);
  });

  it('rejects names that would change the path', async () => {
    await expect(sent((c) => c.get(pods, { namespace: '..', name: 'b' }))).rejects.toThrow('invalid name');
    expect((await sent((c) => c.get(pods, { namespace: 'a', name: 'b/../c' })))?.path).toBe(
      '/api/v1/namespaces/a/pods/b%2F..%2Fc',
    );
    await expect(sent((c) => c.get(pods, { name: 'b' }))).rejects.toThrow('an empty namespace');
  });
});
