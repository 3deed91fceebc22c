/** The manager with small controllers on an API in memory and a virtual clock. */
import { type LogLine, loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import { createClient, NoResponseError } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AnyController, defineController, defineLoop, watching } from './controller.ts';
import { runControllers } from './manager.ts';
import { MemoryApi } from './testing/memory-api.ts';

interface Box extends KubeObject {
  readonly spec?: { readonly size: number };
  readonly status?: { readonly full: number };
}
const boxes: ResourceType<Box> = { group: '', version: 'v1', plural: 'boxes', kind: 'Box', namespaced: true };
const balls: ResourceType = { group: '', version: 'v1', plural: 'balls', kind: 'Ball', namespaced: true };
const signs: ResourceType = { group: '', version: 'v1', plural: 'signs', kind: 'Sign', namespaced: true };

/** Fills every box with as many balls as its size says. */
const filler = defineController<Box>({
  name: 'filler',
  for: boxes,
  owns: [balls],
  async reconcile(box, { cache, client }) {
    const mine = cache.ownedBy(balls, box);
    const { name = '', namespace = '', uid = '' } = box.metadata ?? {};
    for (let missing = (box.spec?.size ?? 0) - mine.length; missing > 0; missing--) {
      await client.create(balls, {
        metadata: {
          namespace,
          generateName: `${name}-`,
          ownerReferences: [{ apiVersion: 'v1', kind: 'Box', name, uid, controller: true }],
        },
      });
    }
    return { status: { full: mine.length } };
  },
});

describe('runControllers', () => {
  let api: MemoryApi;
  let clock: VirtualClock;
  let lines: LogLine[];
  let stop: AbortController;
  let running: Promise<void> | undefined;

  const client = () => createClient(api);
  const start = (...definitions: AnyController[]): void => {
    const log = loggerTo((line) => lines.push(line));
    running = runControllers(definitions, {
      client: client(),
      clock,
      random: seededRandom(1),
      log,
      signal: stop.signal,
    });
  };

  beforeEach(() => {
    api = new MemoryApi();
    clock = new VirtualClock();
    lines = [];
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    expect(clock.pending).toBe(0);
  });

  it('reconciles existing and new objects, enqueues owners of changed objects, and writes the status', async () => {
    await client().create(boxes, { metadata: { namespace: 'a', name: 'x' }, spec: { size: 2 } });
    start(filler);
    await clock.advance(0);
    expect(api.all('balls')).toHaveLength(2);
    expect(api.all('boxes')[0]?.status).toEqual({ full: 2 });
    await client().create(boxes, { metadata: { namespace: 'a', name: 'y' }, spec: { size: 1 } });
    await clock.advance(0);
    expect(api.all('balls')).toHaveLength(3);
    const [ball] = api.all('balls');
    await client().delete(balls, { namespace: 'a', name: ball?.metadata?.name ?? '' });
    await clock.advance(0);
    expect(api.all('balls')).toHaveLength(3);
  });

  it('waits until the cache shows the writes of a key, so that a stale cache creates nothing twice', async () => {
    start(filler);
    await clock.advance(0);
    const box = await client().create(boxes, { metadata: { namespace: 'a', name: 'x' }, spec: { size: 3 } });
    await clock.advance(0);
    api.lag = true;
    await client().update(boxes, {
      ...api.all('boxes')[0],
      metadata: { ...box.metadata, resourceVersion: undefined as never },
      spec: { size: 5 },
    } as Box);
    await clock.advance(60_000);
    api.catchUp();
    await clock.advance(0);
    expect(api.all('balls')).toHaveLength(5);
    expect(api.all('boxes')[0]?.status).toEqual({ full: 5 });
  });

  it.each<[what: string, made: boolean, error: () => Error, later: number, then: number]>([
    ['was made though the answer is lost', true, () => new NoResponseError('cut', { sent: true }), 60_000, 1],
    ['was made though the server says it failed', true, () => errors.internal('who knows'), 60_000, 1],
    ['never arrived', false, () => new NoResponseError('cut', { sent: true }), 41_000, 0],
    ['never left', false, () => new NoResponseError('refused', { sent: false }), 500, 3],
    ['was refused', false, () => errors.tooManyRequests('later', 1), 500, 3],
  ])('creates every object exactly once when a creation %s', async (_, made, error, later, then) => {
    start(filler);
    await clock.advance(0);
    const send = api.request.bind(api);
    api.request = async (request) => {
      if (request.method !== 'POST' || !request.path.endsWith('/balls')) return send(request);
      api.request = send;
      // The cache shows nothing of it for a while.
      api.lag = true;
      if (made) await send(request);
      throw error();
    };
    await client().create(boxes, { metadata: { namespace: 'a', name: 'x' }, spec: { size: 3 } });
    await clock.advance(later);
    expect(api.all('balls')).toHaveLength(then);
    api.catchUp();
    await clock.advance(5_000);
    expect(api.all('balls')).toHaveLength(3);
  });

  it('restarts a watch that does not show a write', async () => {
    const watch = api.watch.bind(api);
    let watches = 0;
    // Half open: the server sends, and nothing arrives.
    api.watch = async function* (request) {
      const deaf = request.path.endsWith('/balls') && ++watches === 1;
      for await (const event of watch(request)) if (!deaf) yield event;
    };
    start(filler);
    await clock.advance(0);
    const box = await client().create(boxes, { metadata: { namespace: 'a', name: 'x' }, spec: { size: 2 } });
    await clock.advance(59_000);
    expect([watches, api.all('balls').length, box.status]).toEqual([1, 2, undefined]);
    await clock.advance(2_000);
    expect([watches, api.all('balls').length]).toEqual([2, 2]);
    expect(api.all('boxes')[0]?.status).toEqual({ full: 2 });
  });

  it('reconciles after five minutes even if the cache never shows a write', async () => {
    const at: number[] = [];
    start(
      defineController<Box>({
        name: 'blind',
        for: boxes,
        owns: [balls],
        async reconcile(box, context) {
          api.lag = true;
          at.push(clock.monotonic());
          await context.client.create(balls, { metadata: { namespace: 'a', generateName: `${box.metadata?.name}-` } });
          return { requeueAfterMs: 1000 };
        },
      }),
    );
    await client().create(boxes, { metadata: { namespace: 'a', name: 'x' }, spec: { size: 1 } });
    await clock.advance(310_000);
    expect(at).toEqual([0, 301_000]);
    expect(lines.some((line) => line.message.includes('timed out waiting for the cache'))).toBe(true);
  });

  it('retries a failing key with exponential backoff, without affecting others', async () => {
    const tried: [string, number][] = [];
    const start0 = clock.monotonic();
    start(
      defineController<Box>({
        name: 'picky',
        for: boxes,
        async reconcile(box) {
          tried.push([box.metadata?.name ?? '', clock.monotonic() - start0]);
          if (box.metadata?.name === 'bad' && tried.length < 6) throw errors.internal('bad box');
        },
      }),
    );
    await client().create(boxes, { metadata: { namespace: 'a', name: 'bad' } });
    await client().create(boxes, { metadata: { namespace: 'a', name: 'good' } });
    await clock.advance(10_000);
    expect(tried.filter(([name]) => name === 'good')).toHaveLength(1);
    expect(tried.filter(([name]) => name === 'bad').map(([, at]) => at)).toEqual([0, 5, 15, 35, 75]);
    expect(lines.some((line) => line.level === 'warn' && line.message.includes('bad box'))).toBe(true);
  });

  it('reconciles again after requeueAfterMs, and calls deleted when an object is deleted', async () => {
    const heard: string[] = [];
    start(
      defineController<Box>({
        name: 'timer',
        for: boxes,
        async reconcile(box) {
          heard.push(`${box.metadata?.name} at ${clock.monotonic()}`);
          return { requeueAfterMs: 60_000 };
        },
        async deleted(key) {
          heard.push(`${key.namespace}/${key.name} gone`);
        },
      }),
    );
    await client().create(boxes, { metadata: { namespace: 'a', name: 'x' } });
    await clock.advance(100_000);
    await client().delete(boxes, { namespace: 'a', name: 'x' });
    await clock.advance(100_000);
    expect(heard).toEqual(['x at 0', 'x at 60000', 'a/x gone']);
  });

  it('maps changes of watched resources to keys', async () => {
    const heard: string[] = [];
    start(
      defineController<Box>({
        name: 'reader',
        for: boxes,
        watches: [watching(signs, (sign) => [{ namespace: 'a', name: sign.metadata?.labels?.box ?? '' }])],
        async reconcile(box) {
          heard.push(box.metadata?.name ?? '');
        },
      }),
    );
    await client().create(boxes, { metadata: { namespace: 'a', name: 'x' } });
    await clock.advance(0);
    await client().create(signs, { metadata: { namespace: 'a', name: 's', labels: { box: 'x' } } });
    await clock.advance(0);
    expect(heard).toEqual(['x', 'x']);
  });

  it('restarts a failed loop with exponential backoff', async () => {
    const at: number[] = [];
    start(
      defineLoop({
        name: 'sweep',
        async run({ signal }) {
          at.push(clock.monotonic());
          if (at.length < 3) throw errors.internal('not yet');
          await clock.sleep(1e9, signal).catch(() => undefined);
        },
      }),
    );
    await clock.advance(10_000);
    expect(at).toEqual([0, 1000, 3000]);
  });
});
