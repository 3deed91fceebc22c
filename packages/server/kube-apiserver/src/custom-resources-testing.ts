/** Custom resources for tests: a CronTab and its definition. */
import type { ApiAnswer } from '@kubets/apiserver/requests';
import { expect } from 'vitest';
import type { TestCluster } from './cluster-testing.ts';

export const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const group = 'stable.example.com';
export const collection = `/apis/${group}/v1/namespaces/default/crontabs`;

export const schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['cronSpec'],
      properties: {
        cronSpec: { type: 'string', pattern: '^[0-9*/ ]+$' },
        replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      },
    },
    status: { type: 'object', properties: { ready: { type: 'boolean' }, replicas: { type: 'integer' } } },
  },
};

export type Json = Record<string, unknown>;

export const version = (changes: Json = {}): Json => ({
  name: 'v1',
  served: true,
  storage: true,
  schema: { openAPIV3Schema: schema },
  ...changes,
});

export const definition = (versions: readonly Json[] = [version()], spec: Json = {}): Json => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `crontabs.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'crontabs', singular: 'crontab', kind: 'CronTab', shortNames: ['ct'], categories: ['all'] },
    versions,
    ...spec,
  },
});

export const crontab = (name: string, spec: Json = {}, more: Json = {}): Json => ({
  apiVersion: `${group}/v1`,
  kind: 'CronTab',
  metadata: { name },
  spec: { cronSpec: '* *', ...spec },
  ...more,
});

/** Creates the definition and waits until its resource is served. */
export async function define(cluster: TestCluster, crd: Json): Promise<void> {
  const created = await cluster.call(`POST ${crds}`, crd);
  expect(created.code, JSON.stringify(created.body)).toBe(201);
  await served(cluster, 200);
}

export async function served(cluster: TestCluster, code: number): Promise<void> {
  for (;;) {
    const { code: found } = await cluster.call(`GET /apis/${group}/v1`);
    if (found === code) return;
    await cluster.clock.advance(10);
  }
}

export async function textOf(cluster: TestCluster, line: string): Promise<string> {
  const answer = await cluster.answer(line);
  if (answer.type !== 'raw') throw new TypeError(`not text: ${JSON.stringify(answer)}`);
  return typeof answer.body === 'string' ? answer.body : new TextDecoder().decode(answer.body as Uint8Array);
}

export async function eventsOf(answer: ApiAnswer): Promise<AsyncIterator<unknown>> {
  if (answer.type !== 'watch') throw new TypeError(`not a watch: ${JSON.stringify(answer)}`);
  async function* events(batches: AsyncIterable<readonly { type: string; served: { object: Json } }[]>) {
    for await (const batch of batches)
      for (const {
        type,
        served: { object },
      } of batch)
        yield [type, object.spec];
  }
  return events(answer.events as never);
}
