/** All resource definitions, by group. */

export {
  mutatingAdmissionPolicies,
  mutatingAdmissionPolicyBindings,
  validatingAdmissionPolicies,
  validatingAdmissionPolicyBindings,
} from './admissionregistration/admission-policies.ts';
export {
  mutatingWebhookConfigurations,
  validatingWebhookConfigurations,
} from './admissionregistration/webhook-configurations.ts';
export { customResourceDefinitions } from './apiextensions/custom-resource-definitions.ts';
export { apiServices } from './apiregistration/api-services.ts';
export { controllerRevisions } from './apps/controller-revisions.ts';
export { daemonSets } from './apps/daemon-sets.ts';
export { deployments } from './apps/deployments.ts';
export { replicaSets } from './apps/replica-sets.ts';
export { statefulSets } from './apps/stateful-sets.ts';
export { selfSubjectReviews, tokenReviews } from './authentication/reviews.ts';
export {
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  selfSubjectRulesReviews,
  subjectAccessReviews,
} from './authorization/reviews.ts';
export { horizontalPodAutoscalers, horizontalPodAutoscalersV1 } from './autoscaling/horizontal-pod-autoscalers.ts';
export { cronJobs } from './batch/cron-jobs.ts';
export { jobs } from './batch/jobs.ts';
export { certificateSigningRequests } from './certificates/certificate-signing-requests.ts';
export { clusterTrustBundles } from './certificates/cluster-trust-bundles.ts';
export { podCertificateRequests } from './certificates/pod-certificate-requests.ts';
export { leases } from './coordination/leases.ts';
export { bindings } from './core/bindings.ts';
export { componentStatuses } from './core/component-statuses.ts';
export { configMaps } from './core/config-maps.ts';
export { endpoints } from './core/endpoints.ts';
export { events } from './core/events.ts';
export { limitRanges } from './core/limit-ranges.ts';
export { namespaces } from './core/namespaces.ts';
export { nodes } from './core/nodes.ts';
export { persistentVolumeClaims } from './core/persistent-volume-claims.ts';
export { persistentVolumes } from './core/persistent-volumes.ts';
export { podTemplates } from './core/pod-templates.ts';
export { pods } from './core/pods.ts';
export { replicationControllers } from './core/replication-controllers.ts';
export { resourceQuotas } from './core/resource-quotas.ts';
export { secrets } from './core/secrets.ts';
export { serviceAccounts } from './core/service-accounts.ts';
export { services } from './core/services.ts';
export { endpointSlices } from './discovery/endpoint-slices.ts';
export { eventsV1 } from './events/events.ts';
export { flowSchemas } from './flowcontrol/flow-schemas.ts';
export { priorityLevelConfigurations } from './flowcontrol/priority-level-configurations.ts';
export { ingressClasses } from './networking/ingress-classes.ts';
export { ingresses } from './networking/ingresses.ts';
export { ipAddresses } from './networking/ip-addresses.ts';
export { networkPolicies } from './networking/network-policies.ts';
export { serviceCIDRs } from './networking/service-cidrs.ts';
export { runtimeClasses } from './node-k8s-io/runtime-classes.ts';
export { podDisruptionBudgets } from './policy/pod-disruption-budgets.ts';
export { clusterRoleBindings } from './rbac/cluster-role-bindings.ts';
export { clusterRoles } from './rbac/cluster-roles.ts';
export { roleBindings } from './rbac/role-bindings.ts';
export { roles } from './rbac/roles.ts';
export { deviceClasses } from './resource/device-classes.ts';
export { deviceTaintRules } from './resource/device-taint-rules.ts';
export { resourceClaims, resourceClaimTemplates } from './resource/resource-claims.ts';
export { resourceSlices } from './resource/resource-slices.ts';
export { priorityClasses } from './scheduling/priority-classes.ts';
export { csiDrivers } from './storage/csi-drivers.ts';
export { csiNodes } from './storage/csi-nodes.ts';
export { csiStorageCapacities } from './storage/csi-storage-capacities.ts';
export { storageClasses } from './storage/storage-classes.ts';
export { volumeAttachments } from './storage/volume-attachments.ts';
export { volumeAttributesClasses } from './storage/volume-attributes-classes.ts';
export { storageVersionMigrations } from './storagemigration/storage-version-migrations.ts';
