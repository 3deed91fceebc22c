/** The Kubernetes API server: one pipeline and one generic engine over resource definitions and a store. */
export * from './admission.ts';
export * from './audit.ts';
export * from './authorizer.ts';
export type * from './engine/managed-fields.ts';
export type { HealthCheck } from './health.ts';
export type { Counter, Histogram, Labels, MetricRegistry, Sample } from './metrics/metric-registry.ts';
export * from './request.ts';
export * from './resource-access.ts';
export type { HttpAnswer } from './respond/respond.ts';
export * from './server.ts';
export * from './subresource-handlers.ts';
export type { ServerTransport, ServerTransportRequest } from './transport.ts';
