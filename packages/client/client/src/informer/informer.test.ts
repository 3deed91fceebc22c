/** The informer with a scripted server, and its state machine. */
import { BoundedQueue, seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import type { Transport, TransportRequest } from '../client.ts';
import { createClient } from '../create-client.ts';
import { createInformer, type Informer } from './informer.ts';
import { backoffMs, initialState, nextState } from './reflector-state.ts';

const things: ResourceType = { group: '', version: 'v1', plural: 'things', kind: 'Thing', namespaced: true };

function thing(name: string, resourceVersion: string, uid = name): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { namespace: 'ns', name, resourceVersion, uid } };
}

/** A scripted server: one list and one watch at a time. */
class ScriptedServer implements Transport {
  readonly requests: string[] = [];
  list: { items: KubeObject[]; resourceVersion: string } | Error = { items: [], resourceVersion: '1' };
  stream = new BoundedQueue<WatchEvent<KubeObject>>(100);

  async request(request: TransportRequest): Promise<unknown> {
    this.requests.push(`list ${request.query?.resourceVersion ?? 'newest'}`);
    if (this.list instanceof Error) throw this.list;
    return { metadata: { resourceVersion: this.list.resourceVersion }, items: this.list.items };
  }

  watch(request: TransportRequest): AsyncIterable<WatchEvent<KubeObject>> {
    this.requests.push(`watch ${request.query?.resourceVersion}`);
    const { stream } = this;
    request.signal?.addEventListener('abort', () => stream.close());
    return stream;
  }

  /** Ends the running watch, by an error if one is given. */
  end(error?: Error): void {
    const ended = this.stream;
    this.stream = new BoundedQueue(100);
    if (error === undefined) ended.close();
    else ended.fail(error);
  }
}

function start(list: ScriptedServer['list'] = { items: [], resourceVersion: '1' }): {
  server: ScriptedServer;
  clock: VirtualClock;
  heard: string[];
  informer: Informer<KubeObject>;
  stop: () => Promise<void>;
} {
  const server = new ScriptedServer();
  server.list = list;
  const clock = new VirtualClock();
  const informer = createInformer(createClient(server), things, { clock, random: seededRandom(1), log: silentLogger });
  const heard: string[] = [];
  informer.subscribe({
    added: (o) => heard.push(`+${o.metadata?.name}`),
    updated: (o) => heard.push(`~${o.metadata?.name}`),
    deleted: (o) => heard.push(`-${o.metadata?.name}`),
  });
  const controller = new AbortController();
  const run = informer.run(controller.signal);
  const stop = async (): Promise<void> => {
    controller.abort();
    await run;
    expect(clock.pending).toBe(0);
  };
  return { server, clock, heard, informer, stop };
}

describe('createInformer', () => {
  it('lists, then watches from the version of the list', async () => {
    const { server, clock, heard, informer, stop } = start({ items: [thing('a', '3')], resourceVersion: '5' });
    await clock.advance(0);
    expect(informer.hasSynced).toBe(true);
    server.stream.push({ type: 'ADDED', object: thing('b', '6') });
    server.stream.push({ type: 'MODIFIED', object: thing('a', '7') });
    server.stream.push({ type: 'DELETED', object: thing('b', '8') });
    await clock.advance(0);
    expect(server.requests).toEqual(['list 0', 'watch 5']);
    expect(heard).toEqual(['+a', '+b', '~a', '-b']);
    expect(informer.lastSyncResourceVersion).toBe('8');
    await stop();
  });

  it('starts with a consistent list if consistentList is set', async () => {
    const server = new ScriptedServer();
    const clock = new VirtualClock();
    const options = { clock, random: seededRandom(1), log: silentLogger, consistentList: true };
    const stop = new AbortController();
    const run = createInformer(createClient(server), things, options).run(stop.signal);
    await clock.advance(0);
    expect(server.requests).toEqual(['list newest', 'watch 1']);
    stop.abort();
    await run;
  });

  it('continues from the last bookmark when a watch ends', async () => {
    const { server, clock, informer, stop } = start();
    await clock.advance(0);
    server.stream.push({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '90' } } });
    await clock.advance(0);
    server.end();
    await clock.advance(0);
    expect(server.requests).toEqual(['list 0', 'watch 1', 'watch 90']);
    expect(informer.store.size).toBe(0);
    await stop();
  });

  it('abandons a watch that does not end after its timeout, and continues from the last version', async () => {
    const { server, clock, heard, stop } = start();
    await clock.advance(0);
    server.stream.push({ type: 'ADDED', object: thing('a', '6') });
    const hung = server.stream;
    await clock.advance(1000);
    server.stream = new BoundedQueue(100);
    await clock.advance(640_000);
    expect(hung.push({ type: 'ADDED', object: thing('late', '9') })).toBe(false);
    expect(server.requests).toEqual(['list 0', 'watch 1', 'watch 6']);
    server.stream.push({ type: 'ADDED', object: thing('b', '7') });
    await clock.advance(0);
    expect(heard).toEqual(['+a', '+b']);
    await stop();
  });

  it('lists again when its version has expired, and reports only the differences', async () => {
    const { server, clock, heard, stop } = start({
      items: [thing('same', '1'), thing('gone', '1'), thing('anew', '1', 'u1')],
      resourceVersion: '5',
    });
    await clock.advance(0);
    heard.length = 0;
    server.list = { items: [thing('same', '1'), thing('anew', '9', 'u2'), thing('new', '8')], resourceVersion: '9' };
    server.end(errors.expired('too old resource version: 5 (9)'));
    await clock.advance(0);
    expect(server.requests).toEqual(['list 0', 'watch 5', 'list newest', 'watch 9']);
    expect(heard).toEqual(['-gone', '-anew', '+anew', '+new']);
    await stop();
  });

  it('backs off while the server fails, and recovers', async () => {
    const { server, clock, informer, stop } = start(errors.unavailable('starting'));
    await clock.advance(10_000);
    expect(server.requests.length).toBeGreaterThan(2);
    expect(server.requests.length).toBeLessThan(6);
    server.list = { items: [], resourceVersion: '4' };
    await clock.advance(60_000);
    expect(informer.hasSynced).toBe(true);
    await stop();
  });

  it('replays existing objects to a new handler, and tolerates a handler that throws', async () => {
    const { clock, heard, informer, stop } = start({ items: [thing('a', '3')], resourceVersion: '5' });
    informer.subscribe({
      added: () => {
        throw new TypeError('bad handler');
      },
    });
    await clock.advance(0);
    const late: string[] = [];
    informer.subscribe({ added: (o) => late.push(o.metadata?.name ?? '') });
    expect(late).toEqual(['a']);
    expect(heard).toEqual(['+a']);
    await stop();
  });

  it('finds objects by namespace, owner and custom indexes', async () => {
    const owner = { apiVersion: 'v1', kind: 'Thing', name: 'a', uid: 'ua' };
    const owned = {
      ...thing('b', '6'),
      metadata: { ...thing('b', '6').metadata, ownerReferences: [{ ...owner, controller: true }] },
    };
    const { server, clock, informer, stop } = start({ items: [thing('a', '3', 'ua'), owned], resourceVersion: '6' });
    informer.addIndex('initial', (object) => [object.metadata?.name?.[0] ?? '']);
    await clock.advance(0);
    expect(informer.store.byIndex('owner', 'ua')).toEqual([owned]);
    expect(informer.store.byIndex('initial', 'a')).toHaveLength(1);
    server.stream.push({ type: 'MODIFIED', object: thing('b', '7') });
    await clock.advance(0);
    expect(informer.store.byIndex('owner', 'ua')).toEqual([]);
    expect(informer.store.list('ns')).toHaveLength(2);
    await stop();
  });
});

describe('nextState', () => {
  it('retries a failed list from the same version, a failed watch from the last one seen', () => {
    const error = errors.unavailable('x');
    expect(nextState(initialState(), { type: 'failed', resourceVersion: '', error })).toEqual({
      phase: 'list',
      from: '0',
      failures: 1,
    });
    expect(
      nextState({ phase: 'watch', from: '3', failures: 0 }, { type: 'failed', resourceVersion: '7', error }),
    ).toEqual({
      phase: 'watch',
      from: '7',
      failures: 1,
    });
  });

  it('backoffMs is 0.8 to 30 seconds plus up to 100 % jitter', () => {
    const at = (failures: number): number => backoffMs({ phase: 'list', from: '', failures }, 0);
    expect([0, 1, 2, 7, 60].map(at)).toEqual([0, 800, 1600, 30_000, 30_000]);
    expect(backoffMs({ phase: 'list', from: '', failures: 1 }, 0.5)).toBe(1200);
  });
});
