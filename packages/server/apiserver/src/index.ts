/** The Kubernetes API server: one pipeline and one generic engine over resource definitions and a store. */

export { defaultAdmission } from './admission/default-admission.ts';
export * from './admission.ts';
export { advertiseProblem } from './advertise-address.ts';
export * from './audit.ts';
export {
  type Authenticator,
  type CertificateSubject,
  type Credentials,
} from './authentication/authenticator.ts';
export { clusterAuthenticator } from './authentication/cluster-authenticator.ts';
export { oidcDiscovery } from './authentication/oidc-discovery.ts';
export * from './authentication/service-account-tokens.ts';
export { importSigningKey, type SigningKey } from './authentication/signing-key.ts';
export { asAuthenticated, serviceAccountGroups } from './authentication/users.ts';
export {
  bootstrapPolicy,
  clusterAdminsGroup,
  kubeletClientUser,
} from './authorization/bootstrap-policy/bootstrap-policy.ts';
export {
  type ClusterAuthorization,
  clusterAuthorization,
} from './authorization/cluster-authorization.ts';
export { planAggregation, planAggregations } from './authorization/role-aggregation.ts';
export * from './authorizer.ts';
export * from './cluster-server.ts';
export type * from './engine/managed-fields.ts';
export { typedFieldManagement } from './engine/typed-field-management.ts';
export type { HealthCheck } from './health.ts';
export type { Counter, Histogram, Labels, MetricRegistry, Sample, Series } from './metrics/metric-registry.ts';
export * from './request.ts';
export * from './resource-access.ts';
export type { HttpAnswer } from './respond/respond.ts';
export * from './server.ts';
export * from './subresource-handlers.ts';
export {
  type BootstrapOptions,
  bootstrapCluster,
  systemNamespaces,
} from './subresources/bootstrap.ts';
export { builtInHandlers } from './subresources/built-in-handlers.ts';
export { defaultServiceCidr, firstServiceAddress } from './subresources/services/allocation.ts';
export type { ServerTransport, ServerTransportRequest } from './transport.ts';
export { leaseGuard } from './lease-guard.ts';
export type { WriteGuard } from './write-guard.ts';
