/** kube-apiserver as a component, and how others in this process reach it. */
import type { Lease } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import type { BoundRole } from '@kubets/api/policy-rules';
import type { ApiServer, ExtraPaths } from '@kubets/apiserver';
import { type Authenticator, asAuthenticated } from '@kubets/apiserver/authentication';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import { present } from '@kubets/base';
import type { Transport } from '@kubets/client';
import { type Component, type ComponentContext, defineComponent, untilAborted } from '@kubets/component';
import { type ClusterServer, createClusterServer, leaseGuard, type SigningKey } from '@kubets/kube-apiserver';
import { scriptedExec, scriptedLog } from '@kubets/simulated-nodes';
import { type Store, startCompactor } from '@kubets/storage';
import type { User } from './identities.ts';
import { versionInfo } from './version.ts';

export interface ApiServerSettings {
  readonly store: Store;
  readonly serviceCidr: string;
  /** Where pods reach the API: an address that is no loopback. */
  readonly advertise: { readonly address: string; readonly port: number };
  /** The cluster's certificate authority, PEM: what pods trust. */
  readonly authority: string;
  readonly tokenKey: SigningKey;
  /** Requests of this process that begin in one turn of the event loop. Infinity on a virtual clock. */
  readonly requestsPerTurn?: number;
  /** How far back the store's history reaches at least (milliseconds). Default 5 minutes. */
  readonly history?: number;
  /** Both included. Default 30000-32767. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
  /** Served beside the API, once the request is authorised. */
  readonly paths?: ExtraPaths;
}

export interface KubeApiServerOptions {
  /** Asked for when what the component requires is ready. */
  settings(): ApiServerSettings;
  /** Of the cluster's components, which this one writes when it starts. */
  roles(): readonly BoundRole[];
  readonly requires: readonly string[];
  /** Whether other API servers may serve the same store. */
  readonly shared: boolean;
}

/** What it is to others; usable once the component is ready. */
export interface KubeApiServer {
  readonly component: Component;
  readonly server: ApiServer;
  /** For the listener. */
  readonly authenticator: Authenticator;
  /** The API as `user`, in process; writes take effect only while `lease` stands as it is given here. */
  connect(user: User, lease?: Lease): Transport;
}

export function kubeApiServer(options: KubeApiServerOptions): KubeApiServer {
  let running: ClusterServer | undefined;
  const current = (): ClusterServer => present(running, 'kube-apiserver, which has not started yet');
  return {
    component: defineComponent({
      name: 'kube-apiserver',
      requires: options.requires,
      run: (context) => {
        running = createServer(options, context);
        return run(running, options.settings(), context);
      },
    }),
    get server() {
      return current().server;
    },
    get authenticator() {
      return current().authenticator;
    },
    connect: ({ name, groups, fieldManager = name }, lease) =>
      current().server.transport(asAuthenticated({ name, groups }), lease && leaseGuard(lease), fieldManager),
  };
}

function createServer(options: KubeApiServerOptions, { clock, random, log }: ComponentContext): ClusterServer {
  const { store, advertise, serviceCidr, authority, tokenKey, requestsPerTurn, nodePorts, paths } = options.settings();
  const { address: advertiseAddress, port } = advertise;
  const { shared } = options;
  return createClusterServer({
    store,
    clock,
    random,
    log,
    signingKey: tokenKey,
    bootstrap: { advertiseAddress, port, serviceCidr, authority, shared, roles: options.roles() },
    fields: typedFieldManagement(typeTable()),
    version: versionInfo,
    simulatedPods: { log: scriptedLog, exec: scriptedExec },
    ...(requestsPerTurn === undefined ? {} : { requestsPerTurn }),
    ...(nodePorts === undefined ? {} : { nodePorts }),
    ...(paths === undefined ? {} : { paths }),
  });
}

async function run(cluster: ClusterServer, settings: ApiServerSettings, context: ComponentContext): Promise<void> {
  const { clock, log, signal, ready } = context;
  const { store, history } = settings;
  const stopping = untilAborted(signal);
  try {
    // A store that does not answer keeps nobody from stopping.
    await Promise.race([cluster.start(), stopping]);
    if (signal.aborted) return;
    const kept = history === undefined ? {} : { history };
    const compactor = startCompactor({ store, clock, log: log.with({ component: 'compactor' }), ...kept });
    ready();
    await stopping;
    await compactor[Symbol.asyncDispose]();
  } finally {
    await cluster.close();
  }
}
