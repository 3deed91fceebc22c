/** The processes of a simulated cluster: how each is started over the simulated store and network. */

import { typeTable } from '@kubets/api';
import { createClusterServer, type SigningKey, typedFieldManagement, type UserInfo } from '@kubets/apiserver';
import type { Logger, Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import { controllers } from '@kubets/controllers';
import { createSimulatedNodes, type SimulatedNodes } from '@kubets/kubelet';
import { createEventRecorder, runControllers } from '@kubets/runtime';
import { runScheduler } from '@kubets/scheduler';
import { type Store, startCompactor } from '@kubets/storage';
import { componentUsers, controllerUser, nodeUser } from '../cluster/identities.ts';
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
export async function startServer(parts: ProcessParts, store: Store, signingKey: SigningKey): Promise<ReachableServer> {
  const { process, random, log } = parts;
  const { clock } = process;
  const cluster = createClusterServer({
    store,
    clock,
    random,
    log: log.with({ component: 'apiserver' }),
    signingKey,
    // A small range: addresses come back into use while the run lasts.
    bootstrap: { advertiseAddress: '192.0.2.1', port: 6443, serviceCidr: '10.96.0.0/27', authority },
    nodePorts: { first: 30_000, last: 30_031 },
    fields: typedFieldManagement(typeTable()),
    version: versionInfo,
  });
  await cluster.start();
  startCompactor({ store, clock, log: log.with({ component: 'compactor' }) });
  const signal = process.death;
  return {
    process,
    transport: (user) => {
      const inner = cluster.server.transport(user);
      return { request: (request) => inner.request({ signal, ...request }), watch: (request) => inner.watch(request) };
    },
  };
}

export interface ClientParts extends ProcessParts {
  clientFor(user: UserInfo): Client;
}

/** Runs until its process dies; rejects only on a bug. */
export function startControllers({ process, random, log, clientFor }: ClientParts): Promise<void> {
  return runControllers(controllers({ rootCa: authority, namespaceDeletionDelay: 0 }), {
    client: clientFor(componentUsers.controllerManager),
    clientFor: (identity) => clientFor(controllerUser(identity)),
    clock: process.clock,
    random,
    log: log.with({ component: 'controller-manager' }),
    signal: process.death,
  });
}

/** Runs until its process dies; rejects only on a bug. */
export function startScheduler({ process, random, log: given, clientFor }: ClientParts): Promise<void> {
  const { clock } = process;
  const client = clientFor(componentUsers.scheduler);
  const log = given.with({ component: 'scheduler' });
  const signal = process.death;
  const events = createEventRecorder({ client, clock, random, log, component: 'default-scheduler', signal });
  return runScheduler({ client, events, clock, random, log }, signal);
}

export function startNode(parts: ClientParts, index: number): { nodes: SimulatedNodes; running: Promise<void> } {
  const { process, random, log, clientFor } = parts;
  const nodes = createSimulatedNodes({
    count: 1,
    first: index,
    client: clientFor(componentUsers.controllerManager),
    clientFor: (name) => clientFor(nodeUser(name)),
    clock: process.clock,
    random,
    log: log.with({ component: `node-${index}` }),
  });
  return { nodes, running: nodes.run(process.death) };
}
