/**
 * A whole cluster in a test: API server, controllers, scheduler and simulated nodes in this process, without disk and network,
 * on a clock that the test advances.
 */
import { type EnablementSettings, enablementOf } from '@kubets/api/enablement';
import type { Release } from '@kubets/api/releases';
import type { UserInfo } from '@kubets/apiserver/requests';
import { type Logger, seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import { importSigningKey } from '@kubets/kube-apiserver';
import type { AdmissionSettings } from '@kubets/kube-apiserver/admission';
import type { SimulatedNodes } from '@kubets/simulated-nodes';
import { createMemoryStore } from '@kubets/storage';
import { startControlPlane } from './control-plane.ts';
import { loadLateModules } from './late-modules.ts';
import { simulatedNodes } from './simulated-nodes.ts';

export interface TestClusterOptions extends EnablementSettings {
  /** The number of simulated nodes. Default 1. 0 runs no node. */
  readonly nodes?: number;
  /** The seed of all randomness. The same seed gives the same run. */
  readonly seed?: number;
  readonly log?: Logger;
  /** How long past revisions are kept, in milliseconds of the cluster's time. Default 5 minutes. */
  readonly history?: number;
  /** The release of Kubernetes to emulate. Default: the current one. */
  readonly emulated?: Release;
  /** Which built-in admission plugins are enabled, and their configuration. Default: as `kubets up`. */
  readonly admission?: AdmissionSettings;
}

export interface TestCluster extends AsyncDisposable {
  /** A client with the identity of the cluster's administrator. */
  readonly client: Client;
  readonly clock: VirtualClock;
  readonly nodes: SimulatedNodes;
  /** A client with the identity of another user. */
  clientFor(user: UserInfo): Client;
  /** Advances the clock until `done` returns true. Rejects after `seconds` of the cluster's time. */
  until(done: () => boolean | Promise<boolean>, what: string, seconds?: number): Promise<void>;
}

/** The condition was not met in time. */
export class TestClusterTimeout extends Error {
  override readonly name = 'TestClusterTimeout';
}

const admin: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

async function signingKey(): Promise<Parameters<typeof importSigningKey>[0]> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
}

/** Starts a cluster whose nodes are Ready. Dispose of it with `await using`. */
export async function testCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  await loadLateModules();
  const clock = new VirtualClock();
  const { featureGates, runtimeConfig, emulated } = options;
  const { nodes = 1, seed = 1, history, admission, log = silentLogger } = options;
  const fleet = simulatedNodes({ count: nodes, random: seededRandom(seed + 1) });
  const plane = await startControlPlane({
    requestsPerTurn: Number.POSITIVE_INFINITY,
    store: createMemoryStore({ clock, ...(history === undefined ? {} : { historyLimit: Number.POSITIVE_INFINITY }) }),
    ...(history === undefined ? {} : { history }),
    ...(admission === undefined ? {} : { admission }),
    clock,
    random: seededRandom(seed),
    log,
    enablement: enablementOf({ featureGates, runtimeConfig }, emulated),
    ...(emulated === undefined ? {} : { emulated }),
    serviceCidr: '10.96.0.0/16',
    advertise: { address: '192.0.2.1', port: 6443 },
    authority: 'a test cluster has no certificates',
    tokenKey: await importSigningKey(await signingKey()),
    others: [fleet.component],
  });
  const until = async (done: () => boolean | Promise<boolean>, what: string, seconds = 600): Promise<void> => {
    if (!(await clock.advanceUntil(done, seconds * 1000)))
      throw new TestClusterTimeout(`timed out after ${seconds} s of the cluster's time: ${what}`);
  };
  let started = false;
  const settled = (): void => {
    started = true;
  };
  plane.started.then(settled, settled);
  await until(() => started, 'the nodes are Ready');
  await plane.started;
  return {
    client: plane.clientFor(admin),
    clock,
    nodes: fleet.nodes,
    clientFor: (user) => plane.clientFor(user),
    until,
    [Symbol.asyncDispose]: () => plane.stop(),
  };
}
