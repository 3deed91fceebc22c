/** The aggregator of a cluster's API server. Its code is loaded when the server starts. */
import type { Aggregator, RemoteFetch } from '@kubets/aggregator';
import type { ApiServer } from '@kubets/apiserver';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import type { Clock, Logger, Random } from '@kubets/base';

export interface AggregationOptions {
  readonly server: ApiServer;
  readonly remoteFetch?: RemoteFetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

export interface ClusterAggregation {
  /** Call it once the server has started. Resolves when it is known which group versions other servers serve. */
  start(): Promise<void>;
  /** Whether another server answers the requests of this group version. */
  serves(group: string, version: string): boolean;
  /** The answer to an authorized request that another server has to answer; undefined for all others. */
  answer(request: ApiRequest): Promise<ApiAnswer> | undefined;
}

/** @param signal ends everything that runs in the background. */
export function clusterAggregation(options: AggregationOptions, signal: AbortSignal): ClusterAggregation {
  const { server, remoteFetch, clock, random } = options;
  const log = options.log.with({ component: 'aggregator' });
  let aggregator: Aggregator | undefined;
  return {
    async start() {
      const { Aggregator: Loaded } = await import('@kubets/aggregator');
      if (signal.aborted) return;
      const served = () => server.groupVersions();
      aggregator = new Loaded({ resources: server.resources, served, fetch: remoteFetch, clock, random, log }, signal);
      server.onGroupVersionsChange(() => aggregator?.servedChanged());
      await aggregator.start();
    },
    serves: (group, version) => aggregator?.serves(group, version) ?? false,
    answer: (request) => aggregator?.answer(request),
  };
}
