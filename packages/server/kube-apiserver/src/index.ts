/** The API server of a Kubernetes cluster: the generic server with authentication, authorization, admission and subresources. */

export type { RemoteFetch } from '@kubets/aggregator';
export { importSigningKey, type SigningKey } from './authentication/signing-key.ts';
export { advertiseProblem } from './bootstrap/advertise-address.ts';
export { type ClusterServer, createClusterServer } from './cluster-server.ts';
export { loadLateModules } from './late-modules.ts';
export { leaseGuard } from './lease-guard.ts';
export { parseServiceRanges, serviceAddress } from './services/address-range.ts';
export type { MakeWebhookClient } from './webhook-calls.ts';
