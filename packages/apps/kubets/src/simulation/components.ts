/** The processes of a simulated cluster: how each is started over the simulated store and network. */
import { typeTable } from '@kubets/api/facts';
import type { WriteGuard } from '@kubets/apiserver/access';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import type { UserInfo } from '@kubets/apiserver/requests';
import type { Logger, Random } from '@kubets/base';
import { createClient, type Transport } from '@kubets/client';
import { createClusterServer, type SigningKey } from '@kubets/kube-apiserver';
import { createSimulatedNodes, type SimulatedNodes } from '@kubets/kubelet';
import { type Store, startCompactor } from '@kubets/storage';
import { bootstrapRoles } from '../cluster/bootstrap-roles.ts';
import { componentUsers, nodeUser, programOf } from '../cluster/identities.ts';
import { type LoopOptions, runControllerManager, runKubeScheduler } from '../cluster/loops.ts';
import { versionInfo } from '../version.ts';
import type { ReachableServer } from './faulty-network.ts';
import type { SimulatedProcess } from './process.ts';

export interface ProcessParts {
  readonly process: SimulatedProcess;
  readonly random: Random;
  readonly log: Logger;
}

const authority = 'a simulated cluster has no certificates';

/** Resolves once the server answers. It never closes: its process is killed. */
export async function startServer(
  parts: ProcessParts,
  store: Store,
  signingKey: SigningKey,
  index: number,
): Promise<ReachableServer> {
  const { process, random, log } = parts;
  const { clock } = process;
  const cluster = createClusterServer({
    requestsPerTurn: Number.POSITIVE_INFINITY,
    store,
    clock,
    random,
    log: log.with({ component: 'apiserver' }),
    signingKey,
    // A small range: addresses come back into use while the run lasts.
    bootstrap: {
      advertiseAddress: `192.0.2.${index + 1}`,
      port: 6443,
      serviceCidr: '10.96.0.0/27',
      authority,
      shared: true,
      roles: bootstrapRoles(),
    },
    nodePorts: { first: 30_000, last: 30_031 },
    fields: typedFieldManagement(typeTable()),
    version: versionInfo,
  });
  await cluster.start();
  startCompactor({ store, clock, log: log.with({ component: 'compactor' }) });
  const signal = process.death;
  return {
    process,
    transport: (user, guard) => {
      const inner = cluster.server.transport(user, guard, programOf(user));
      return { request: (request) => inner.request({ signal, ...request }), watch: (request) => inner.watch(request) };
    },
  };
}

export interface ClientParts extends ProcessParts {
  transport(user: UserInfo, guard?: WriteGuard): Transport;
  /** Unique to this life of the process. */
  readonly identity: string;
}

function loopOptions({ process, random, log, identity, transport }: ClientParts): LoopOptions {
  const candidacy = { identity, shared: true };
  return { transport, clock: process.clock, random, log, signal: process.death, candidacy };
}

/** Runs until its process dies; rejects only on a bug. */
export function startControllers(parts: ClientParts): Promise<void> {
  return runControllerManager({ ...loopOptions(parts), authority });
}

/** Runs until its process dies; rejects only on a bug. */
export function startScheduler(parts: ClientParts): Promise<void> {
  return runKubeScheduler(loopOptions(parts));
}

export function startNode(parts: ClientParts, index: number): { nodes: SimulatedNodes; running: Promise<void> } {
  const { process, random, log, transport } = parts;
  const nodes = createSimulatedNodes({
    count: 1,
    first: index,
    client: createClient(transport(componentUsers.controllerManager)),
    clientFor: (name) => createClient(transport(nodeUser(name))),
    clock: process.clock,
    random,
    log: log.with({ component: `node-${index}` }),
  });
  return { nodes, running: nodes.run(process.death) };
}
