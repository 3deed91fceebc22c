/** The proxy's loop on a virtual clock: when it applies rules, and what it does after failures. */
import type { EndpointSlice, Service } from '@kubets/api';
import { BoundedQueue, type LogLine, loggerTo, seededRandom, VirtualClock } from '@kubets/base';
import { createClient, type Transport, type TransportRequest } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { describe, expect, it } from 'vitest';
import { type PacketRules, type RunningProxy, runProxy } from './proxy.ts';

type Plural = 'services' | 'endpointslices' | 'servicecidrs';
const pluralOf = (path: string): Plural => path.slice(path.lastIndexOf('/') + 1) as Plural;

/** An API that lists and watches the objects of the test. */
class ListedObjects implements Transport {
  readonly #items = new Map<Plural, Map<string, KubeObject>>();
  readonly #streams = new Map<Plural, BoundedQueue<WatchEvent<KubeObject>>>();
  /** Lists fail while this is set. */
  down = false;

  put(plural: Plural, object: KubeObject): void {
    const items = this.#of(plural);
    const name = object.metadata?.name ?? '';
    this.#streams.get(plural)?.push({ type: items.has(name) ? 'MODIFIED' : 'ADDED', object });
    items.set(name, object);
  }

  async request({ path }: TransportRequest): Promise<unknown> {
    if (this.down) throw new TypeError('no server');
    return { metadata: { resourceVersion: '1' }, items: [...this.#of(pluralOf(path)).values()] };
  }

  watch({ path, signal }: TransportRequest): AsyncIterable<WatchEvent<KubeObject>> {
    const stream = new BoundedQueue<WatchEvent<KubeObject>>(1000);
    this.#streams.set(pluralOf(path), stream);
    signal?.addEventListener('abort', () => stream.close(), { once: true });
    return stream;
  }

  #of(plural: Plural): Map<string, KubeObject> {
    const items = this.#items.get(plural) ?? new Map<string, KubeObject>();
    this.#items.set(plural, items);
    return items;
  }
}

/** A kernel that records each call with its time in milliseconds. */
class NotedRules implements PacketRules {
  readonly #clock: VirtualClock;
  readonly scripts: { readonly at: number; readonly script: string }[] = [];
  readonly forgotten: string[] = [];
  /** Failures of the next calls. */
  readonly failApply: string[] = [];
  readonly failForget: string[] = [];
  /** Holds `apply` until it resolves or rejects. */
  held: PromiseWithResolvers<void> | undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async apply(script: string): Promise<void> {
    this.scripts.push({ at: this.#clock.monotonic(), script });
    await this.held?.promise;
    const failure = this.failApply.shift();
    if (failure !== undefined) throw new TypeError(failure);
  }

  async deleteConntrackEntries({
    destinationIp,
    endpointIp,
  }: {
    readonly destinationIp: string;
    readonly endpointIp: string;
  }): Promise<void> {
    const failure = this.failForget.shift();
    if (failure !== undefined) throw new TypeError(failure);
    this.forgotten.push(`${destinationIp}→${endpointIp}`);
  }

  /** `whole` or `change`, with the time. */
  get writes(): readonly string[] {
    return this.scripts.map(({ at, script }) => `${script.startsWith('add table') ? 'whole' : 'change'}@${at}`);
  }
}

const service = (name: string, ip: string, protocol: 'TCP' | 'UDP' = 'TCP'): Service => ({
  metadata: { namespace: 'ns', name },
  spec: { clusterIP: ip, clusterIPs: [ip], ports: [{ name: 'p', port: 80, protocol }] },
});
const slice = (name: string, addresses: readonly string[], protocol: 'TCP' | 'UDP' = 'TCP'): EndpointSlice => ({
  metadata: { namespace: 'ns', name: `${name}-x`, labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  ports: [{ name: 'p', port: 8080, protocol }],
  endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
});

interface Running extends AsyncDisposable {
  readonly api: ListedObjects;
  readonly rules: NotedRules;
  readonly clock: VirtualClock;
  readonly errors: LogLine[];
  readonly proxy: RunningProxy;
  readonly stop: AbortController;
}

function start(prepare: (api: ListedObjects, rules: NotedRules) => void = () => undefined): Running {
  const clock = new VirtualClock();
  const api = new ListedObjects();
  const rules = new NotedRules(clock);
  prepare(api, rules);
  const errors: LogLine[] = [];
  const stop = new AbortController();
  const proxy = runProxy(
    {
      client: createClient(api),
      rules,
      clock,
      random: seededRandom(1),
      log: loggerTo((line) => line.level === 'error' && errors.push(line)),
      nodeName: 'n',
      table: 'ip t',
      podCidr: '10.244.0.0/24',
      nodeIp: '192.0.2.1',
    },
    stop.signal,
  );
  return {
    api,
    rules,
    clock,
    errors,
    proxy,
    stop,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await clock.advance(0);
      await proxy.done;
      expect(clock.pending).toBe(0);
    },
  };
}

describe('runProxy', () => {
  it('runProxy applies the whole table once its caches have synced, and is ready then', async () => {
    await using run = start((api) => {
      api.put('services', service('a', '10.96.0.7'));
      api.put('endpointslices', slice('a', ['10.244.0.5']));
      api.put('servicecidrs', { metadata: { name: 'kubernetes' }, spec: { cidrs: ['10.96.0.0/16'] } } as KubeObject);
    });
    await run.clock.advance(0);
    await run.proxy.ready;
    expect(run.rules.writes).toEqual(['whole@0']);
    for (const part of ['10.96.0.7', '10.244.0.5', '10.96.0.0/16'])
      expect(run.rules.scripts[0]?.script).toContain(part);
  });

  it('runProxy applies nothing before its caches have synced', async () => {
    await using run = start((api) => {
      api.down = true;
    });
    await run.clock.advance(500);
    expect(run.rules.writes).toEqual([]);
    run.api.down = false;
    await run.clock.advance(60_000);
    expect(run.rules.writes).toHaveLength(1);
  });

  it('runProxy applies the changes of 20 ms together, and only the differences', async () => {
    await using run = start((api) => api.put('services', service('old', '10.96.0.1')));
    await run.clock.advance(100);
    run.api.put('services', service('a', '10.96.0.7'));
    await run.clock.advance(10);
    run.api.put('services', service('b', '10.96.0.8'));
    await run.clock.advance(100);
    expect(run.rules.writes).toEqual(['whole@0', 'change@120']);
    const script = run.rules.scripts[1]?.script;
    expect([script?.includes('10.96.0.7'), script?.includes('10.96.0.8'), script?.includes('10.96.0.1 ')]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('runProxy applies a change that arrives while it applies rules', async () => {
    const held = Promise.withResolvers<void>();
    await using run = start((_, rules) => {
      rules.held = held;
    });
    await run.clock.advance(0);
    run.api.put('services', service('a', '10.96.0.7'));
    await run.clock.advance(5);
    held.resolve();
    await run.clock.advance(100);
    expect(run.rules.writes).toEqual(['whole@0', 'change@25']);
  });

  it('runProxy applies nothing for a change that affects no rule', async () => {
    await using run = start((api) => api.put('services', service('a', '10.96.0.7')));
    await run.clock.advance(0);
    run.api.put('services', {
      ...service('a', '10.96.0.7'),
      metadata: { namespace: 'ns', name: 'a', labels: { x: 'y' } },
    });
    await run.clock.advance(1_000);
    expect(run.rules.writes).toEqual(['whole@0']);
  });

  it('runProxy replaces the whole table every hour', async () => {
    await using run = start();
    await run.clock.advance(7_200_100);
    expect(run.rules.writes).toEqual(['whole@0', 'whole@3600020', 'whole@7200040']);
  });

  it('runProxy replaces the whole table one second after each failure, and logs the reason', async () => {
    await using run = start((api, rules) => {
      api.put('services', service('a', '10.96.0.7'));
      rules.failApply.push('nft is busy', 'nft is busy');
    });
    await run.clock.advance(0);
    let ready = false;
    const watched = run.proxy.ready.then(() => {
      ready = true;
    });
    await run.clock.advance(1_000);
    expect(ready).toBe(false);
    await run.clock.advance(5_000);
    await watched;
    expect(ready).toBe(true);
    expect(run.rules.writes).toEqual(['whole@0', 'whole@1000', 'whole@2000']);
    expect(run.errors.map(({ message, fields }) => [message, fields['error']])).toEqual([
      ['cannot apply service rules', 'nft is busy'],
      ['cannot apply service rules', 'nft is busy'],
    ]);
  });

  it('runProxy replaces the whole table after a change that failed', async () => {
    await using run = start();
    await run.clock.advance(0);
    run.rules.failApply.push('nft is busy');
    run.api.put('services', service('a', '10.96.0.7'));
    await run.clock.advance(5_000);
    expect(run.rules.writes).toEqual(['whole@0', 'change@20', 'whole@1020']);
  });

  it.each([
    ['TCP', []],
    ['UDP', ['10.96.0.7→10.244.0.5']],
  ] as const)('runProxy forgets flows to an endpoint that is gone: %s', async (protocol, wanted) => {
    await using run = start((api) => {
      api.put('services', service('a', '10.96.0.7', protocol));
      api.put('endpointslices', slice('a', ['10.244.0.5', '10.244.0.6'], protocol));
    });
    await run.clock.advance(0);
    run.api.put('endpointslices', slice('a', ['10.244.0.6'], protocol));
    await run.clock.advance(100);
    expect(run.rules.forgotten).toEqual(wanted);
  });

  it('runProxy deletes conntrack entries at the next attempt if the first one failed', async () => {
    await using run = start((api) => {
      api.put('services', service('a', '10.96.0.7', 'UDP'));
      api.put('endpointslices', slice('a', ['10.244.0.5'], 'UDP'));
    });
    await run.clock.advance(0);
    run.rules.failForget.push('conntrack is away');
    run.api.put('endpointslices', slice('a', [], 'UDP'));
    await run.clock.advance(100);
    expect(run.rules.forgotten).toEqual([]);
    await run.clock.advance(2_000);
    expect(run.rules.forgotten).toEqual(['10.96.0.7→10.244.0.5']);
  });

  it.each<[string, (run: Running) => Promise<void>]>([
    ['waits for a change', async ({ clock }) => clock.advance(100)],
    [
      'waits for further changes',
      async ({ clock, api }) => {
        await clock.advance(100);
        api.put('services', service('a', '10.96.0.7'));
        await clock.advance(10);
      },
    ],
    [
      'waits after a failure',
      async ({ clock, api, rules }) => {
        await clock.advance(100);
        rules.failApply.push('nft is busy');
        api.put('services', service('a', '10.96.0.7'));
        await clock.advance(30);
      },
    ],
  ])('runProxy stops when its signal aborts while it %s, and removes no rules', async (_, until) => {
    const run = start();
    await until(run);
    const { length } = run.rules.scripts;
    run.stop.abort();
    await run.clock.advance(10_000);
    await run.proxy.done;
    await run.proxy.ready;
    expect(run.rules.scripts).toHaveLength(length);
    expect(run.clock.pending).toBe(0);
  });

  it.each<[string, (api: ListedObjects, rules: NotedRules) => void]>([
    [
      'before its caches have synced',
      (api) => {
        api.down = true;
      },
    ],
    [
      'while the first rules are applied, which fails',
      (_, rules) => {
        rules.held = Promise.withResolvers();
      },
    ],
    [
      'while it waits after a failure of the first rules',
      (_, rules) => {
        rules.failApply.push('nft is busy');
      },
    ],
  ])('runProxy rejects ready when it stops %s', async (_, prepare) => {
    const { clock, rules, proxy, stop } = start(prepare);
    await clock.advance(1);
    let settled = 'pending';
    const watched = proxy.ready.then(
      () => {
        settled = 'ready';
      },
      () => {
        settled = 'rejected';
      },
    );
    stop.abort();
    rules.held?.reject(new TypeError('killed'));
    await clock.advance(1);
    await proxy.done;
    expect(settled).toBe('rejected');
    await watched;
  });
});
