/** API aggregation: APIServices, and requests that other API servers answer. */
export { Aggregator, type AggregatorOptions } from './aggregator.ts';
export { loadLateModules } from './late-modules.ts';
export type { RemoteAnswer, RemoteFetch, RemoteRequest } from './remote.ts';
