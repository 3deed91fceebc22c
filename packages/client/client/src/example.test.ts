/** Example of the package: typed calls on resources. A transport carries them; here it answers from a map. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors, isNotFound } from '@kubets/machinery/status-error';
import { expect, it } from 'vitest';
import type { Transport } from './client.ts';
import { createClient } from './create-client.ts';

interface Widget extends KubeObject {
  readonly spec?: { readonly size: number };
}

const widgets: ResourceType<Widget> = {
  group: 'example.com',
  version: 'v1',
  plural: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

it('creates and gets an object, and rejects with a StatusError', async () => {
  const objects = new Map<string, unknown>();
  const transport: Transport = {
    async request({ method, path, body }) {
      if (method === 'POST') objects.set(`${path}/${(body as Widget).metadata?.name}`, body);
      if (method === 'POST' || objects.has(path)) return body ?? objects.get(path);
      throw errors.notFound({ group: 'example.com', resource: 'widgets' }, path);
    },
    async *watch() {},
  };
  const client = createClient(transport);
  await client.create(widgets, { metadata: { name: 'a', namespace: 'default' }, spec: { size: 3 } });
  const widget = await client.get(widgets, { namespace: 'default', name: 'a' });
  expect(widget.spec?.size).toBe(3);
  expect(widget).toMatchObject({ apiVersion: 'example.com/v1', kind: 'Widget' });
  await expect(client.get(widgets, { namespace: 'default', name: 'b' })).rejects.toSatisfy(isNotFound);
});
