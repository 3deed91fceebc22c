/** kube-apiserver as a component, and its in-process interface. */
import type { Lease } from '@kubets/api';
import type { Enablement } from '@kubets/api/enablement';
import { typeTable } from '@kubets/api/facts';
import type { BoundRole } from '@kubets/api/policy-rules';
import type { Release } from '@kubets/api/releases';
import type { ApiServer, ExtraPaths } from '@kubets/apiserver';
import { type Authenticator, asAuthenticated } from '@kubets/apiserver/authentication';
import { typedFieldManagement } from '@kubets/apiserver/engine';
import { present } from '@kubets/base';
import type { Transport } from '@kubets/client';
import { type Component, type ComponentContext, defineComponent, untilAborted } from '@kubets/component';
import {
  type ClusterServer,
  createClusterServer,
  leaseGuard,
  type MakeWebhookClient,
  type RemoteFetch,
  type SigningKey,
} from '@kubets/kube-apiserver';
import type { AdmissionSettings } from '@kubets/kube-apiserver/admission';
import { scriptedExec, scriptedLog } from '@kubets/simulated-nodes';
import { type Store, startCompactor } from '@kubets/storage';
import type { User } from './identities.ts';
import { versionInfo } from './version.ts';

export interface ApiServerSettings {
  readonly store: Store;
  readonly serviceCidr: string;
  /** The address at which pods reach the API server. Not a loopback address. */
  readonly advertise: { readonly address: string; readonly port: number };
  /** The cluster's certificate authority (PEM), which pods trust. */
  readonly authority: string;
  readonly tokenKey: SigningKey;
  /** How many requests of this process start in one turn of the event loop. Infinity on a virtual clock. */
  readonly requestsPerTurn?: number;
  /** How long past revisions are kept, in milliseconds. Default 5 minutes. */
  readonly history?: number;
  /** The node port range, inclusive. Default 30000-32767. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
  /** The release of Kubernetes to emulate. Default: the current one. */
  readonly emulated?: Release;
  /** Which built-in admission plugins are enabled, and their configuration. Default: as upstream, and NodeRestriction. */
  readonly admission?: AdmissionSettings;
  /** The authority of front proxies (PEM), which aggregated API servers trust. */
  readonly frontProxyAuthority?: string;
  /** How the API server reads the documents of aggregated API servers. Absent: it reads none. */
  readonly remoteFetch?: RemoteFetch;
  /** How webhooks are called. Absent: every call fails. */
  readonly webhooks?: MakeWebhookClient;
  /** Additional paths, served after authorization. */
  readonly paths?: ExtraPaths;
  /** The result of feature gates and runtime configuration. Default: the defaults of the release. */
  readonly enablement?: Pick<Enablement, 'features' | 'resources'> | undefined;
}

export interface KubeApiServerOptions {
  /** Called when the requirements of the component are ready. */
  settings(): ApiServerSettings;
  /** The bootstrap roles of the cluster's components, which this component writes when it starts. */
  roles(): readonly BoundRole[];
  readonly requires: readonly string[];
  /** Whether other API servers can use the same store. */
  readonly shared: boolean;
}

/** The interface for other components. Available when the component is ready. */
export interface KubeApiServer {
  readonly component: Component;
  readonly server: ApiServer;
  /** For the listener. */
  readonly authenticator: Authenticator;
  /** An in-process client with the identity `user`. Writes succeed only while `lease` is unchanged. */
  connect(user: User, lease?: Lease): Transport;
}

export function kubeApiServer(options: KubeApiServerOptions): KubeApiServer {
  let running: ClusterServer | undefined;
  const current = (): ClusterServer => present(running, 'kube-apiserver, which has not started yet');
  return {
    component: defineComponent({
      name: 'kube-apiserver',
      requires: options.requires,
      run: async (context) => {
        running = await createServer(options, context);
        await run(running, options.settings(), context);
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

async function createServer(
  options: KubeApiServerOptions,
  { clock, random, log }: ComponentContext,
): Promise<ClusterServer> {
  const settings = options.settings();
  const { store, advertise, serviceCidr, authority, tokenKey, requestsPerTurn, nodePorts, paths, emulated } = settings;
  const { enablement, webhooks } = settings;
  const admission = settings.admission && (await chosenAdmission(settings.admission, log));
  const { frontProxyAuthority, remoteFetch } = settings;
  const { address: advertiseAddress, port } = advertise;
  const { shared } = options;
  return createClusterServer({
    store,
    clock,
    random,
    log,
    signingKey: tokenKey,
    bootstrap: {
      advertiseAddress,
      port,
      serviceCidr,
      authority,
      shared,
      roles: options.roles(),
      ...(frontProxyAuthority === undefined ? {} : { frontProxyAuthority }),
    },
    fields: typedFieldManagement(typeTable()),
    version: versionInfo(emulated),
    ...(emulated === undefined ? {} : { emulated }),
    ...(enablement === undefined ? {} : { features: enablement.features, resources: enablement.resources }),
    simulatedPods: { log: scriptedLog, exec: scriptedExec },
    ...(requestsPerTurn === undefined ? {} : { requestsPerTurn }),
    ...(admission === undefined ? {} : { builtInAdmission: admission }),
    ...(nodePorts === undefined ? {} : { nodePorts }),
    ...(paths === undefined ? {} : { paths }),
    ...(remoteFetch === undefined ? {} : { remoteFetch }),
    ...(webhooks === undefined ? {} : { webhooks }),
  });
}

/** Few clusters have settings for admission, so that the code is loaded late. */
async function chosenAdmission(settings: AdmissionSettings, log: ComponentContext['log']) {
  const { chooseAdmission } = await import('@kubets/kube-apiserver/admission');
  return chooseAdmission(settings, (message) => log.warn(message));
}

async function run(cluster: ClusterServer, settings: ApiServerSettings, context: ComponentContext): Promise<void> {
  const { clock, log, signal, ready } = context;
  const { store, history } = settings;
  const stopping = untilAborted(signal);
  try {
    // Stopping does not wait for a store that does not respond.
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
