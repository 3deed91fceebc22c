/** Simulated nodes against an API of one pod. */
import { type Pod, pods } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { expect, it } from 'vitest';
import { createSimulatedNodes } from './simulated-nodes.ts';

it('a pod is let go of when the node learns only by the answer to its own write that it is to be', async () => {
  const clock = new VirtualClock();
  const pod: Pod = {
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', generation: 1 },
    spec: { nodeName: 'simulated-0', containers: [{ name: 'a', image: 'x' }] },
  };
  const going = { resourceVersion: '3', generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z' };
  const deleted: unknown[] = [];
  const unlike = { ...pod.metadata, ...going };
  // The watch tells nothing: the deletion came between, and the node hears of it by its patch.
  const client = {
    list: async (type: ResourceType) => ({ metadata: { resourceVersion: '1' }, items: type === pods ? [pod] : [] }),
    async *watch(_: ResourceType, { signal }: { readonly signal?: AbortSignal }) {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      yield* [];
    },
    create: async (_: ResourceType, object: KubeObject) => object,
    patch: async (type: ResourceType) => (type === pods ? { ...pod, metadata: unlike } : {}),
    delete: async (_: ResourceType, ref: unknown, options: unknown) => {
      deleted.push([ref, options]);
    },
  } as unknown as Client;
  const stop = new AbortController();
  const fleet = createSimulatedNodes({ count: 1, client, clock, random: seededRandom(1), log: silentLogger });
  const running = fleet.run(stop.signal);
  await clock.advance(60_000);
  expect(deleted).toEqual([
    [
      { namespace: 'n', name: 'p' },
      { gracePeriodSeconds: 0, preconditions: { uid: 'u' } },
    ],
  ]);
  stop.abort();
  await clock.advance(60_000);
  await running;
});

it('a status is written with the version of the pod that it was computed from', async () => {
  const clock = new VirtualClock();
  const pod: Pod = {
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '7' },
    spec: { nodeName: 'simulated-0', containers: [{ name: 'a', image: 'x' }] },
  };
  const written: unknown[] = [];
  const client = {
    list: async (type: ResourceType) => ({ metadata: { resourceVersion: '7' }, items: type === pods ? [pod] : [] }),
    async *watch(_: ResourceType, { signal }: { readonly signal?: AbortSignal }) {
      await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
      yield* [];
    },
    create: async (_: ResourceType, object: KubeObject) => object,
    patch: async (type: ResourceType, _: unknown, __: string, body: KubeObject) => {
      if (type === pods) written.push(body.metadata);
      return type === pods ? { ...pod, ...body } : {};
    },
  } as unknown as Client;
  const stop = new AbortController();
  const fleet = createSimulatedNodes({ count: 1, client, clock, random: seededRandom(1), log: silentLogger });
  const running = fleet.run(stop.signal);
  await clock.advance(10_000);
  expect(written[0]).toEqual({ uid: 'u', resourceVersion: '7' });
  stop.abort();
  await clock.advance(60_000);
  await running;
});
