/** The scheduler on a virtual clock, against an API in memory that watches, binds and patches. */
import type { Node, Pod } from '@kubets/api';
import { BoundedQueue, seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { createClient, type Transport, type TransportRequest } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import { nodeSchedulingPropertiesChanged, podScheduledCondition, runScheduler, truncateNote } from './scheduler.ts';

interface PatchedStatus {
  readonly status: { readonly conditions: readonly { readonly reason: string; readonly message: string }[] };
}

/** Nodes and pods in memory. Watches see every write. */
class MemoryApi implements Transport {
  readonly #objects = { nodes: new Map<string, KubeObject>(), pods: new Map<string, KubeObject>() };
  readonly #streams = {
    nodes: new Set<BoundedQueue<WatchEvent<KubeObject>>>(),
    pods: new Set<BoundedQueue<WatchEvent<KubeObject>>>(),
  };
  #version = 1;
  /** `p→n`, in the order of the bindings. */
  readonly bound: string[] = [];
  /** `p reason: message` of conditions that were written. */
  readonly told: string[] = [];
  /** Ends bindings whose answer does not come. */
  readonly lost: ((error: Error) => void)[] = [];
  /** What happens to a binding instead of being made. */
  bind: ((name: string, node: string) => Promise<void>) | undefined;

  put(plural: 'nodes' | 'pods', object: KubeObject): void {
    const name = object.metadata?.name ?? '';
    const type = this.#objects[plural].has(name) ? 'MODIFIED' : 'ADDED';
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } };
    this.#objects[plural].set(name, stored);
    this.#tell(plural, { type, object: stored });
  }

  remove(plural: 'nodes' | 'pods', name: string): void {
    const object = this.#objects[plural].get(name);
    this.#objects[plural].delete(name);
    if (object !== undefined) this.#tell(plural, { type: 'DELETED', object });
  }

  /** Sets the pod's node as the API server does at a binding. */
  place(name: string, node: string): void {
    const pod = this.#objects.pods.get(name) as Pod;
    this.bound.push(`${name}→${node}`);
    this.put('pods', { ...pod, spec: { containers: [], ...pod.spec, nodeName: node } } as KubeObject);
  }

  async request({ method, path, body }: TransportRequest): Promise<unknown> {
    if (method === 'GET') {
      const items = [...this.#objects[path.endsWith('/nodes') ? 'nodes' : 'pods'].values()];
      return { metadata: { resourceVersion: String(this.#version) }, items };
    }
    const [, name = '', sub] = /\/pods\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (sub === 'status') {
      for (const { reason, message } of (body as PatchedStatus).status.conditions)
        this.told.push(`${name} ${reason}: ${message}`);
      return {};
    }
    const node = (body as { readonly target: { readonly name: string } }).target.name;
    if (!this.#objects.pods.has(name)) throw errors.notFound({ group: '', resource: 'pods' }, name);
    await (this.bind?.(name, node) ?? this.place(name, node));
    return {};
  }

  watch({ path, signal }: TransportRequest): AsyncIterable<WatchEvent<KubeObject>> {
    const streams = this.#streams[path.endsWith('/nodes') ? 'nodes' : 'pods'];
    const stream = new BoundedQueue<WatchEvent<KubeObject>>(1000);
    streams.add(stream);
    signal?.addEventListener('abort', () => stream.close(), { once: true });
    return stream;
  }

  #tell(plural: 'nodes' | 'pods', event: WatchEvent<KubeObject>): void {
    for (const stream of this.#streams[plural]) stream.push(event);
  }
}

const node = (name: string, cpu = '4', more: Partial<Node> = {}): KubeObject =>
  ({ metadata: { name }, status: { allocatable: { cpu, memory: '8Gi', pods: '10' } }, ...more }) as KubeObject;
const pod = (name: string, cpu = '1', spec: Partial<NonNullable<Pod['spec']>> = {}): KubeObject =>
  ({
    metadata: { namespace: 'ns', name, uid: name, generation: 1 },
    spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }], ...spec },
  }) as KubeObject;

interface Running extends AsyncDisposable {
  readonly api: MemoryApi;
  readonly clock: VirtualClock;
  /** `reason p: note` */
  readonly events: string[];
}

function start(prepare: (api: MemoryApi) => void = () => undefined, schedulerName?: string): Running {
  const api = new MemoryApi();
  prepare(api);
  const clock = new VirtualClock();
  const events: string[] = [];
  const stop = new AbortController();
  const options = {
    client: createClient(api),
    events: {
      event: (regarding: KubeObject, _type: string, reason: string, _action: string, note: string) => {
        events.push(`${reason} ${regarding.metadata?.name}: ${note}`);
      },
    },
    clock,
    random: seededRandom(1),
    log: silentLogger,
    ...(schedulerName === undefined ? {} : { schedulerName }),
  };
  const done = runScheduler(options, stop.signal);
  return {
    api,
    clock,
    events,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await done;
      expect(clock.pending).toBe(0);
    },
  };
}

describe('runScheduler', () => {
  it('runScheduler binds a pod to the feasible node, and records an event', async () => {
    await using run = start((api) => {
      api.put('nodes', node('small', '1'));
      api.put('nodes', node('large', '4'));
      api.put('pods', pod('p', '2'));
    });
    await run.clock.advance(0);
    expect(run.api.bound).toEqual(['p→large']);
    expect(run.events).toEqual(['Scheduled p: Successfully assigned ns/p to large']);
    expect(run.api.told).toEqual([]);
  });

  it.each<[string, Partial<Pod>]>([
    ['names another scheduler', { spec: { containers: [], schedulerName: 'other' } }],
    ['has a node', { spec: { containers: [], nodeName: 'n' } }],
    ['has a scheduling gate', { spec: { containers: [], schedulingGates: [{ name: 'g' }] } }],
    ['is being deleted', { metadata: { namespace: 'ns', name: 'p', deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['has finished', { status: { phase: 'Failed' } }],
  ])('runScheduler ignores a pod that %s', async (_, more) => {
    await using run = start((api) => {
      api.put('nodes', node('n'));
      api.put('pods', { ...pod('p'), ...more } as KubeObject);
    });
    await run.clock.advance(400_000);
    expect([run.api.bound, run.api.told, run.events]).toEqual([[], [], []]);
  });

  it('runScheduler schedules the pods with its name', async () => {
    await using run = start((api) => {
      api.put('nodes', node('n'));
      api.put('pods', pod('mine', '1', { schedulerName: 'second' }));
      api.put('pods', pod('default'));
    }, 'second');
    await run.clock.advance(0);
    expect(run.api.bound).toEqual(['mine→n']);
  });

  it('runScheduler schedules a pod when its last scheduling gate is removed', async () => {
    await using run = start((api) => {
      api.put('nodes', node('n'));
      api.put('pods', pod('p', '1', { schedulingGates: [{ name: 'g' }] }));
    });
    await run.clock.advance(0);
    run.api.put('pods', pod('p', '1', { schedulingGates: [] }));
    await run.clock.advance(0);
    expect(run.api.bound).toEqual(['p→n']);
  });

  it('runScheduler does not allocate resources twice while bindings are in progress', async () => {
    const answers: (() => void)[] = [];
    await using run = start((api) => {
      api.bind = (name, wanted) => new Promise((resolve) => answers.push(() => resolve(api.place(name, wanted))));
      api.put('nodes', node('n', '2'));
      for (const name of ['a', 'b', 'c']) api.put('pods', pod(name, '1'));
    });
    await run.clock.advance(0);
    expect(answers).toHaveLength(2);
    for (const answer of answers) answer();
    await run.clock.advance(0);
    expect(run.api.bound).toEqual(['a→n', 'b→n']);
    expect(run.api.told).toEqual(['c Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.']);
  });

  it('runScheduler schedules pods by priority, then in the order they were queued', async () => {
    await using run = start((api) => {
      api.put('nodes', node('n'));
      for (const [name, priority] of [
        ['a', 0],
        ['b', 0],
        ['urgent', 1000],
        ['c', 0],
      ] as const)
        api.put('pods', pod(name, '1', { priority }));
    });
    await run.clock.advance(0);
    expect(run.api.bound).toEqual(['urgent→n', 'a→n', 'b→n', 'c→n']);
  });

  it.each<[string, (api: MemoryApi) => void, string]>([
    ['a node is added', (api) => api.put('nodes', node('new')), 'p→new'],
    ['a node becomes larger', (api) => api.put('nodes', node('n', '3')), 'p→n'],
    ['a pod is deleted', (api) => api.remove('pods', 'other'), 'p→n'],
    [
      'a pod finishes',
      (api) =>
        api.put('pods', { ...pod('other', '2', { nodeName: 'n' }), status: { phase: 'Succeeded' } } as KubeObject),
      'p→n',
    ],
    [
      'a bound pod is resized',
      (api) => {
        const other = pod('other', '1', { nodeName: 'n' });
        api.put('pods', { ...other, metadata: { ...other.metadata, generation: 2 } });
      },
      'p→n',
    ],
  ])('runScheduler retries an unschedulable pod after its backoff when %s', async (_, change, placed) => {
    await using run = start((api) => {
      api.put('nodes', node('n', '2'));
      api.put('pods', pod('other', '2', { nodeName: 'n' }));
      api.put('pods', pod('p', '1'));
    });
    await run.clock.advance(500);
    change(run.api);
    await run.clock.advance(499);
    expect(run.api.bound).toEqual([]);
    await run.clock.advance(1);
    expect(run.api.bound).toEqual([placed]);
    expect(run.events).toEqual([
      'FailedScheduling p: 0/1 nodes are available: 1 Insufficient cpu.',
      `Scheduled p: Successfully assigned ns/p to ${placed.slice(2)}`,
    ]);
  });

  it('runScheduler does not retry after a heartbeat of a node', async () => {
    await using run = start((api) => {
      api.put('nodes', node('n', '1'));
      api.put('pods', pod('p', '2'));
    });
    await run.clock.advance(0);
    run.api.put(
      'nodes',
      node('n', '1', { status: { allocatable: { cpu: '1', memory: '8Gi', pods: '10' }, conditions: [] } }),
    );
    await run.clock.advance(10_000);
    expect(run.events).toHaveLength(1);
  });

  it('runScheduler does not retry after a pod starts to terminate, because it still uses its resources', async () => {
    const other = pod('other', '1', { nodeName: 'n' });
    await using run = start((api) => {
      api.put('nodes', node('n', '1'));
      api.put('pods', other);
      api.put('pods', pod('p', '1'));
    });
    await run.clock.advance(0);
    const metadata = { ...other.metadata, generation: 2, deletionTimestamp: '2026-01-01T00:00:00Z' };
    run.api.put('pods', { ...other, metadata });
    await run.clock.advance(10_000);
    expect(run.events).toHaveLength(1);
  });

  it('runScheduler writes the condition only when it changes', async () => {
    await using run = start((api) => {
      api.put('pods', pod('p', '2'));
    });
    await run.clock.advance(0);
    expect(run.api.told).toEqual(['p Unschedulable: no nodes available to schedule pods']);
    const message = '0/1 nodes are available: 1 Insufficient cpu.';
    run.api.put('pods', {
      ...pod('p', '2'),
      status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
    } as KubeObject);
    run.api.put('nodes', node('n', '1'));
    await run.clock.advance(1_000);
    expect(run.events.at(-1)).toBe(`FailedScheduling p: ${message}`);
    expect(run.api.told).toHaveLength(1);
  });

  it('runScheduler retries after a failed binding, and frees the resources in the meantime', async () => {
    let failures = 1;
    await using run = start((api) => {
      api.bind = async (name, wanted) => {
        if (failures-- > 0) throw errors.internal('the store is away');
        api.place(name, wanted);
      };
      api.put('nodes', node('n', '1'));
      api.put('pods', pod('p', '1'));
    });
    await run.clock.advance(0);
    expect(run.api.bound).toEqual([]);
    expect(run.api.told.join()).toMatch(/^p SchedulerError: running Bind plugin "DefaultBinder": .*the store is away/);
    await run.clock.advance(1_000);
    expect(run.api.bound).toEqual(['p→n']);
  });

  it('runScheduler keeps the resources of a binding whose response was lost', async () => {
    await using run = start((api) => {
      api.bind = (name, wanted) => {
        api.place(name, wanted);
        return name === 'a' ? new Promise((_, reject) => api.lost.push(reject)) : Promise.resolve();
      };
      api.put('nodes', node('n', '1'));
      api.put('pods', pod('a', '1'));
    });
    await run.clock.advance(1_000);
    for (const reject of run.api.lost) reject(errors.internal('no answer'));
    await run.clock.advance(1_000);
    run.api.put('pods', pod('b', '1'));
    await run.clock.advance(10_000);
    expect(run.api.bound).toEqual(['a→n']);
  });

  it('runScheduler drops a pod that is deleted while it waits', async () => {
    await using run = start((api) => {
      api.put('pods', pod('p'));
    });
    await run.clock.advance(0);
    run.api.remove('pods', 'p');
    run.api.put('nodes', node('n'));
    await run.clock.advance(400_000);
    expect([run.api.bound, run.events.length]).toEqual([[], 1]);
  });
});

describe('truncateNote', () => {
  it.each([
    [1024, 1024],
    [1025, 1024],
    [5000, 1024],
  ])('truncateNote shortens a note of %d characters to %d', (length, wanted) => {
    const note = truncateNote('x'.repeat(length));
    expect([note.length, note.endsWith(' ...')]).toEqual([wanted, length > 1024]);
  });
});

describe('podScheduledCondition', () => {
  const told = (status: 'True' | 'False', reason: string): Pod => ({
    status: { conditions: [{ type: 'PodScheduled', status, reason, message: 'm', lastTransitionTime: 'before' }] },
  });
  it.each<[string, Pod, string | undefined]>([
    ['is new for a pod without conditions', {}, 'now'],
    ['is not written again if it is unchanged', told('False', 'Unschedulable'), undefined],
    ['keeps its time when only the reason changes', told('False', 'SchedulerError'), 'before'],
    ['takes a new time when the status changes', told('True', 'Unschedulable'), 'now'],
  ])('podScheduledCondition %s', (_, pod, time) => {
    expect(podScheduledCondition(pod, 'Unschedulable', 'm', 'now')?.lastTransitionTime).toBe(time);
  });
});

describe('nodeSchedulingPropertiesChanged', () => {
  const before = node('n') as Node;
  it.each<[string, Partial<Node>, boolean]>([
    ['labels', { metadata: { name: 'n', labels: { a: 'b' } } }, true],
    ['taints', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }, true],
    ['being cordoned', { spec: { unschedulable: true } }, true],
    ['allocatable resources', { status: { allocatable: { cpu: '5' } } }, true],
    ['annotations', { metadata: { name: 'n', annotations: { a: 'b' } } }, false],
    ['conditions', { status: { ...before.status, conditions: [] } }, false],
  ])('nodeSchedulingPropertiesChanged for %s: %o', (_, change, wanted) => {
    expect(nodeSchedulingPropertiesChanged(before, { ...before, ...change })).toBe(wanted);
  });
});
