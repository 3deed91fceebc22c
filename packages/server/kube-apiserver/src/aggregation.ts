/** The aggregator of a cluster's API server. Its code is loaded when the server starts. */
import type { Aggregator, RemoteFetch } from '@kubets/aggregator';
import type { ApiServer, ApiServerOptions } from '@kubets/apiserver';
import type { RemoteOpenApi } from '@kubets/apiserver/discovery';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import type { Clock, Logger, Random } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';

export interface AggregationOptions {
  server(): ApiServer;
  readonly remoteFetch?: RemoteFetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface ClusterAggregation {
  /** Call it once the server has started. Resolves when it is known which group versions other servers serve. */
  start(): Promise<void>;
  /** For the server: what it leaves to others, and what they serve. */
  readonly options: Pick<ApiServerOptions, 'isDelegated' | 'remoteDiscovery' | 'forward'>;
  readonly openApi: RemoteOpenApi;
  /** The answer to an authorized request that another server has to answer; undefined for all others. */
  answer(request: ApiRequest): Promise<ApiAnswer> | undefined;
}

/** @param signal ends everything that runs in the background. */
export function clusterAggregation(options: AggregationOptions, signal: AbortSignal): ClusterAggregation {
  const { remoteFetch, clock, random } = options;
  const log = options.log.with({ component: 'aggregator' });
  let aggregator: Aggregator | undefined;
  return {
    async start() {
      const { Aggregator: Loaded } = await import('@kubets/aggregator');
      if (signal.aborted) return;
      const server = options.server();
      const becameUnavailable = unavailabilityMetrics(server.metrics, () => aggregator?.availability() ?? new Map());
      aggregator = new Loaded(
        {
          resources: server.resources,
          served: () => server.groupVersions(),
          fetch: remoteFetch,
          becameUnavailable,
          clock,
          random,
          log,
        },
        signal,
      );
      server.onGroupVersionsChange(() => aggregator?.servedChanged());
      await aggregator.start();
    },
    answer: (request) => aggregator?.answer(request),
    options: {
      isDelegated: (group, version) => aggregator?.serves(group, version) ?? false,
      forward: async (answer, request) => {
        if (aggregator?.forward === undefined) throw errors.unavailable('service unavailable');
        return aggregator.forward(answer, request);
      },
      remoteDiscovery: {
        get generation() {
          return aggregator?.discovery?.generation ?? 0;
        },
        groupVersions: () => aggregator?.discovery?.groupVersions() ?? [],
      },
    },
    openApi: {
      v2: () => aggregator?.openApi?.v2() ?? [],
      v3: () => aggregator?.openApi?.v3() ?? new Map(),
    },
  };
}

/** Upstream's metrics. Returns what counts an APIService that has become unavailable. */
function unavailabilityMetrics(
  metrics: ApiServer['metrics'],
  availability: () => ReadonlyMap<string, boolean>,
): (name: string, reason: string) => void {
  metrics.gauge(
    'aggregator_unavailable_apiservice',
    'Gauge of APIServices which are marked as unavailable broken down by APIService name.',
    () => [...availability()].map(([name, available]) => ({ labels: { name }, value: available ? 0 : 1 })),
  );
  const counter = metrics.counter(
    'aggregator_unavailable_apiservice_total',
    'Counter of APIServices which are marked as unavailable broken down by APIService name and reason.',
  );
  return (name, reason) => counter.with({ name, reason })(1);
}
