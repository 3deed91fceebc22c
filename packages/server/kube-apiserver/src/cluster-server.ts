/** The API server of a cluster: the generic server with RBAC, tokens, admission and subresources. */
import type { RemoteFetch } from '@kubets/aggregator';
import { customResourceDefinitions, type ResourceDefinition, services } from '@kubets/api';
import { builtinResources } from '@kubets/api/catalog';
import { featureDefault, featureGates } from '@kubets/api/feature-gates';
import type { Release } from '@kubets/api/releases';
import { keepDefinitionStatus } from '@kubets/apiextensions/conditions';
import { validatedDefinitions } from '@kubets/apiextensions/definition';
import { CustomResources } from '@kubets/apiextensions/serving';
import { type AdmissionHost, type ApiServer, type ApiServerOptions, createApiServer } from '@kubets/apiserver';
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import type { Authenticator } from '@kubets/apiserver/authentication';
import { builtinTypes } from '@kubets/apiserver/engine';
import { admissionWebhooks } from '@kubets/dynamic-admission/webhooks';
import { type ChosenAdmission, defaultAdmission } from './admission/chosen-admission.ts';
import type { PluginParts } from './admission/plugin-parts.ts';
import { clusterAggregation } from './aggregation.ts';
import { clusterAuthenticator } from './authentication/cluster-authenticator.ts';
import { oidcDiscovery } from './authentication/oidc-discovery.ts';
import { type ServiceAccountTokens, serviceAccountTokens } from './authentication/service-account-tokens.ts';
import type { SigningKey } from './authentication/signing-key.ts';
import { clusterAuthorization } from './authorization/cluster-authorization.ts';
import { type BootstrapOptions, bootstrapCluster } from './bootstrap/bootstrap.ts';
import type { FlowControlUpkeep } from './bootstrap/keep-flow-control.ts';
import { keepKubernetesPublished, publishKubernetes } from './bootstrap/kubernetes-service.ts';
import { keepServicesAllocated, prepareServices } from './bootstrap/service-upkeep.ts';
import { builtInHandlers } from './subresources/built-in-handlers.ts';
import type { SimulatedPods } from './subresources/simulated-pods.ts';
import { type MakeWebhookClient, webhookCalls } from './webhook-calls.ts';

export interface ClusterServerOptions
  extends Omit<ApiServerOptions, 'resources' | 'authorizer' | 'admission' | 'subresources'> {
  /** The release of Kubernetes to emulate: its resources and the defaults of its feature gates. Default: the current one. */
  readonly emulated?: Release;
  /** Default: the built-in ones. */
  readonly resources?: readonly ResourceDefinition[];
  /** Whether each feature gate is enabled. Default: the defaults of the release. */
  readonly features?: ReadonlyMap<string, boolean>;
  readonly signingKey: SigningKey;
  /** The address of this server for pods and others; the authority is published for aggregated API servers. */
  readonly bootstrap: BootstrapOptions;
  /** Both included. Default 30000-32767. */
  readonly nodePorts?: { readonly first: number; readonly last: number };
  /** Plugins after the built-in ones. */
  readonly admission?: readonly AdmissionPlugin[];
  /** The built-in plugins. Default: those that upstream enables by default, and NodeRestriction. */
  readonly builtInAdmission?: ChosenAdmission;
  /** How webhooks are called. Absent: every call fails. */
  readonly webhooks?: MakeWebhookClient;
  /** How pods of simulated nodes answer; absent: requests are refused. */
  readonly simulatedPods?: SimulatedPods;
  /** How the server itself reads the documents of aggregated API servers. Absent: it reads none. */
  readonly remoteFetch?: RemoteFetch;
}

export interface ClusterServer extends AsyncDisposable {
  readonly server: ApiServer;
  /** For the listener. */
  readonly authenticator: Authenticator;
  readonly tokens: ServiceAccountTokens;
  /** Starts the server and creates what every cluster has; cheap if it exists. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** The types of a release that is emulated, or with other feature gates: fields of disabled gates are dropped. */
function typesFor({ emulated, features }: ClusterServerOptions): Pick<ApiServerOptions, 'types'> {
  if (features !== undefined) return { types: builtinTypes((gate) => features.get(gate) === true) };
  return emulated === undefined ? {} : { types: builtinTypes((gate) => featureDefault(gate, emulated)) };
}

/** Upstream's metric. It has no stage for features that are generally available. */
function featureMetric({ metrics }: ApiServer, { emulated, features }: ClusterServerOptions): void {
  const help = 'This metric records the data about the stage and enablement of a k8s feature.';
  metrics.gauge('kubernetes_feature_enabled', help, () =>
    [...featureGates(emulated)].map(([name, gate]) => ({
      labels: { name, stage: gate.stage === 'GA' ? '' : gate.stage },
      value: (features?.get(name) ?? gate.default) ? 1 : 0,
    })),
  );
}

/** The resources, with the behavior that belongs to this server rather than to the API. */
function served(resources: readonly ResourceDefinition[]): readonly ResourceDefinition[] {
  const { plural, group } = customResourceDefinitions;
  return resources.map((each) =>
    each.plural === plural && each.group === group
      ? validatedDefinitions(each as typeof customResourceDefinitions)
      : each,
  );
}

function baseUrl({ advertiseAddress: host, port }: BootstrapOptions): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function requestHeadersOf({ requestHeaders }: BootstrapOptions): Pick<BootstrapOptions, 'requestHeaders'> {
  return requestHeaders === undefined ? {} : { requestHeaders };
}

function handlerOptions({ simulatedPods, bootstrap: { serviceCidr }, nodePorts }: ClusterServerOptions) {
  return {
    ...(simulatedPods === undefined ? {} : { simulatedPods }),
    ...(serviceCidr === undefined ? {} : { serviceCidr }),
    ...(nodePorts === undefined ? {} : { nodePorts }),
  };
}

function upkeepParts(options: ClusterServerOptions, server: ApiServer) {
  const published = { ...options, resources: server.resources };
  return { published, allocated: { ...published, repair: () => server.repairAllocations(services) } };
}

/** What admission plugins know of the release. */
function releaseParts({ version, features, emulated }: ClusterServerOptions) {
  return {
    minorVersion: Number.parseInt(version.minor, 10),
    isEnabled: (gate: string): boolean => features?.get(gate) ?? featureDefault(gate, emulated),
  };
}

function admissionOf(
  options: ClusterServerOptions,
  own: Pick<PluginParts, 'authorization' | 'webhookClient' | 'signal'>,
): (host: AdmissionHost) => readonly AdmissionPlugin[] {
  const { clock, random, log, admission = [], builtInAdmission = defaultAdmission } = options;
  return (host) => {
    const { webhookClient: client, signal } = own;
    const webhooks = admissionWebhooks({ host, clock, random, log, signal, client });
    return [...builtInAdmission({ host, clock, random, webhooks, ...releaseParts(options), ...own }), ...admission];
  };
}

/** How long after the start the objects of flow control are created: the start does not need them. */
const flowControlDelayMs = 250;

async function keepFlowControl(parts: FlowControlUpkeep, signal: AbortSignal): Promise<void> {
  await parts.clock.sleep(flowControlDelayMs, signal).catch(() => undefined);
  if (signal.aborted) return;
  const { runFlowControl } = await import('./bootstrap/keep-flow-control.ts');
  await runFlowControl(parts, signal);
}

export function createClusterServer(options: ClusterServerOptions): ClusterServer {
  const { signingKey, bootstrap, ...rest } = options;
  const { clock, random } = options;
  const stop = new AbortController();
  const authorization = clusterAuthorization(stop.signal);
  const tokens = serviceAccountTokens({ keys: [signingKey], clock, random });
  const discovery = oidcDiscovery(tokens, baseUrl(bootstrap));
  const customResources = new CustomResources();
  const { signal } = stop;
  const webhookClient = webhookCalls({ make: options.webhooks, reader: () => server.resources, random, signal });
  const aggregation = clusterAggregation({ ...options, server: () => server }, signal);
  const server: ApiServer = createApiServer({
    ...rest,
    openApi: { ...rest.openApi, types: customResources.openApiTypes, remote: aggregation.openApi },
    resources: served(options.resources ?? builtinResources(options.emulated)),
    ...typesFor(options),
    authorizer: (reader) => authorization.attach(reader),
    admission: admissionOf(options, { authorization, webhookClient, signal }),
    subresources: builtInHandlers({
      random,
      tokens,
      authorization,
      ...handlerOptions(options),
    }),
    ...aggregation.options,
    paths: (path, request) => discovery(path) ?? aggregation.answer(request) ?? options.paths?.(path, request),
  });
  featureMetric(server, options);
  let upkeep: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    stop.abort();
    await upkeep;
    await server.close();
    webhookClient[Symbol.dispose]?.();
  };
  return {
    server,
    authenticator: clusterAuthenticator({ reader: server.resources, tokens, clock, ...requestHeadersOf(bootstrap) }),
    tokens,
    async start() {
      const { log } = options;
      const webhooks = { client: webhookClient, random, signal };
      await customResources.serve({ server, clock, log, webhooks }, signal);
      keepDefinitionStatus({ server, clock, log, serving: customResources }, stop.signal);
      await server.start();
      const { published, allocated } = upkeepParts(options, server);
      // First: existing objects must hold their allocations before others are made.
      await prepareServices(allocated);
      await Promise.all([
        bootstrapCluster(server.resources, bootstrap),
        publishKubernetes(published),
        aggregation.start(),
      ]);
      upkeep ??= Promise.all([
        keepKubernetesPublished(published, stop.signal),
        keepServicesAllocated(allocated, stop.signal),
        keepFlowControl(published, stop.signal),
      ]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
