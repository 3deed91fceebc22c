/**
 * The control plane in this process: API server, controllers and scheduler over one store. Nothing of the host is in
 * it, so that it runs the same in the program, in a test and on a virtual clock.
 */
import { typeTable } from '@kubets/api/facts';
import type { ApiServer, ExtraPaths } from '@kubets/apiserver';
import type { Authenticator } from '@kubets/apiserver/authentication';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import type { UserInfo } from '@kubets/apiserver/requests';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createClient } from '@kubets/client';
import { createClusterServer, type SigningKey } from '@kubets/kube-apiserver';
import { scriptedExec, scriptedLog } from '@kubets/kubelet';
import { type Store, startCompactor } from '@kubets/storage';
import { versionInfo } from '../version.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import { programOf } from './identities.ts';
import { type Candidacy, type LoopOptions, runControllerManager, runKubeScheduler } from './loops.ts';

export interface ControlPlaneOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly serviceCidr: string;
  /** Where pods reach the API: an address that is no loopback. */
  readonly advertise: { readonly address: string; readonly port: number };
  /** The cluster's certificate authority, PEM: what pods trust. */
  readonly authority: string;
  readonly tokenKey: SigningKey;
  /** Requests of this process that begin in one turn of the event loop. Infinity on a virtual clock. */
  readonly requestsPerTurn?: number;
  /** How controllers and scheduler are elected. Absent: they run without a Lease, as in tests of one control plane. */
  readonly candidacy?: Candidacy;
  /** How far back the store's history reaches at least (milliseconds). Default 5 minutes. */
  readonly history?: number;
  /** Served beside the API, once the request is authorised. */
  readonly paths?: (store: Store) => ExtraPaths;
}

export interface ControlPlane {
  readonly server: ApiServer;
  readonly authenticator: Authenticator;
  /** A client that acts as this user, in process. */
  clientFor(user: UserInfo): Client;
  /** Runs controllers and scheduler from now on, whenever this control plane leads. */
  startLoops(): void;
  /** Resolves with what went wrong when a loop that must run has ended by itself. */
  readonly failed: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the API server, fills in what every cluster has, and hands the control plane over. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { store, clock, random, log, advertise, serviceCidr, authority, tokenKey } = options;
  const ending = new AbortController();
  const shared = options.candidacy?.shared ?? false;
  const { signal } = ending;
  const cluster = createClusterServer({
    store,
    clock,
    random,
    log: log.with({ component: 'apiserver' }),
    signingKey: tokenKey,
    bootstrap: {
      advertiseAddress: advertise.address,
      port: advertise.port,
      serviceCidr,
      authority,
      shared,
      roles: bootstrapRoles(),
    },
    fields: typedFieldManagement(typeTable()),
    version: versionInfo,
    simulatedPods: { log: scriptedLog, exec: scriptedExec },
    ...(options.requestsPerTurn === undefined ? {} : { requestsPerTurn: options.requestsPerTurn }),
    ...(options.paths === undefined ? {} : { paths: options.paths(store) }),
  });
  const { server, authenticator } = cluster;
  await cluster.start();
  const { history } = options;
  const kept = history === undefined ? {} : { history };
  const compactor = startCompactor({ store, clock, log: log.with({ component: 'compactor' }), ...kept });
  const transport: LoopOptions['transport'] = (user, guard) => server.transport(user, guard, programOf(user));
  const clientFor = (user: UserInfo): Client => createClient(transport(user));
  const loops: Promise<unknown>[] = [];
  const failed = Promise.withResolvers<unknown>();
  const watched = (name: string, loop: Promise<unknown>): Promise<unknown> =>
    loop.catch((error: unknown) => {
      if (signal.aborted) return;
      log.error(`the ${name} ended`, { error: messageOf(error) });
      failed.resolve(error);
    });
  return {
    server,
    authenticator,
    clientFor,
    failed: failed.promise,
    startLoops: () => {
      const common = { transport, clock, random, log, signal, candidacy: options.candidacy };
      loops.push(watched('controllers', runControllerManager({ ...common, authority })));
      loops.push(watched('scheduler', runKubeScheduler(common)));
    },
    stop: async () => {
      ending.abort();
      await Promise.all(loops);
      await compactor[Symbol.asyncDispose]();
      await cluster.close();
    },
  };
}
