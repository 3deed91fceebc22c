/** Several control planes on one store: leader election, takeover, and refusal of late writes. */
import { type Deployment, deployments, leases, pods, replicaSets } from '@kubets/api';
import { type Clock, seededRandom, silentLogger, sleepOn, VirtualClock } from '@kubets/base';
import { importSigningKey } from '@kubets/kube-apiserver';
import { createMemoryStore, type Store } from '@kubets/storage';
import { describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

const admin = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

async function signingKey() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)));
}

/** One control plane as a process: it can be stopped (its timers and its store's answers wait) and continued. */
class Process {
  readonly clock: Clock;
  readonly store: Store;
  readonly #waiting: (() => void)[] = [];
  #stopped = false;
  #trap: string | undefined;

  constructor(clock: VirtualClock, store: Store) {
    this.clock = {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      setTimer: (milliseconds, run) => clock.setTimer(milliseconds, () => this.#run(run)),
      sleep: (milliseconds, signal) => sleepOn(this.clock, milliseconds, signal),
    };
    // A commit stopped on its way reaches the store when the process goes on: later than the process believes.
    const commit: Store['commit'] = async (given) => {
      if (given.apply.some(({ key }) => this.#trap !== undefined && key.startsWith(this.#trap))) this.#stop();
      await new Promise<void>((resolve) => this.#run(resolve));
      return store.commit(given);
    };
    this.store = new Proxy(store, {
      get: (target, name) => {
        if (name === 'commit') return commit;
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  /** From the moment it wants to write below `prefix`; that write is then the first on its way. */
  stopAt(prefix: string): void {
    this.#trap = prefix;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  #stop(): void {
    this.#stopped = true;
    this.#trap = undefined;
  }

  /** First what was under way, then what timers want: the worst order. */
  continue(): void {
    this.#stopped = false;
    for (const run of this.#waiting.splice(0)) run();
  }

  #run(run: () => void): void {
    if (this.#stopped) this.#waiting.push(run);
    else run();
  }
}

interface Planes extends AsyncDisposable {
  readonly clock: VirtualClock;
  readonly processes: readonly Process[];
  readonly planes: readonly ControlPlane[];
}

async function startPlanes(count: number): Promise<Planes> {
  const clock = new VirtualClock();
  const store = createMemoryStore({ clock });
  const tokenKey = await signingKey();
  const processes = Array.from({ length: count }, () => new Process(clock, store));
  const planes: ControlPlane[] = [];
  for (const [index, process] of processes.entries()) {
    const plane = await startControlPlane({
      requestsPerTurn: Number.POSITIVE_INFINITY,
      store: process.store,
      clock: process.clock,
      random: seededRandom(index + 1),
      log: silentLogger,
      serviceCidr: '10.96.0.0/16',
      advertise: { address: `192.0.2.${index + 1}`, port: 6443 },
      authority: 'no certificates here',
      tokenKey,
      candidacy: { identity: `host-${index}`, shared: true },
    });
    planes.push(plane);
    await clock.advance(1000);
  }
  return {
    clock,
    processes,
    planes,
    [Symbol.asyncDispose]: async () => {
      let stopped = false;
      const stopping = Promise.all(planes.map((plane) => plane.stop())).then(() => {
        stopped = true;
      });
      await clock.advanceUntil(() => stopped, 60_000);
      await stopping;
      await store[Symbol.asyncDispose]();
    },
  };
}

const web = (name: string, replicas: number): Deployment => ({
  metadata: { name, namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
});

async function holders(plane: ControlPlane): Promise<readonly (string | undefined)[]> {
  const { items } = await plane.clientFor(admin).list(leases, { namespace: 'kube-system' });
  return items
    .filter(({ metadata }) => metadata?.name?.startsWith('kube-'))
    .map(({ metadata, spec }) => `${metadata?.name} ${spec?.holderIdentity} ${spec?.leaseTransitions}`);
}

async function podCount(plane: ControlPlane): Promise<number> {
  return (await plane.clientFor(admin).list(pods, { namespace: 'default' })).items.length;
}

describe('several control planes on one store', () => {
  it('have one leader, and another one seconds after it stops', async () => {
    await using cluster = await startPlanes(2);
    const [first, second] = cluster.planes as [ControlPlane, ControlPlane];
    await cluster.clock.advance(10_000);
    expect(await holders(second)).toEqual(['kube-controller-manager host-0 0', 'kube-scheduler host-0 0']);
    let stopped = false;
    const stopping = first.stop().then(() => {
      stopped = true;
    });
    await cluster.clock.advanceUntil(() => stopped, 10_000);
    await stopping;
    await cluster.clock.advance(6_000);
    expect(await holders(second)).toEqual(['kube-controller-manager host-1 1', 'kube-scheduler host-1 1']);
    await second.clientFor(admin).create(deployments, web('web', 3));
    await cluster.clock.advance(10_000);
    expect(await podCount(second)).toBe(3);
  });

  it('create no duplicates when the leader is suspended for a minute and continues', async () => {
    await using cluster = await startPlanes(2);
    const [first, second] = cluster.planes as [ControlPlane, ControlPlane];
    const [frozen] = cluster.processes as [Process];
    const client = second.clientFor(admin);
    await client.create(deployments, web('before', 2));
    await cluster.clock.advance(5_000);
    frozen.stopAt('/registry/pods/');
    const names = Array.from({ length: 20 }, (_, index) => `web-${index}`);
    for (const name of names) await client.create(deployments, web(name, 3));
    await cluster.clock.advance(60_000);
    expect(frozen.stopped).toBe(true);
    expect(await holders(second)).toEqual(['kube-controller-manager host-1 1', 'kube-scheduler host-1 1']);
    expect(await podCount(second)).toBe(62);
    const before = (await client.list(pods, { namespace: 'default' })).items.map(({ metadata }) => metadata?.uid);
    frozen.continue();
    await cluster.clock.advance(60_000);
    const after = (await client.list(pods, { namespace: 'default' })).items.map(({ metadata }) => metadata?.uid);
    expect(after).toEqual(before);
    expect((await client.list(replicaSets, { namespace: 'default' })).items).toHaveLength(21);
    expect(await holders(first)).toEqual(await holders(second));
  });
});
