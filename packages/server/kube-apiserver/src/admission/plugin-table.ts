/**
 * The admission plugins that kube-apiserver ships, in the order in which they run. Whatever the order of flags, the enabled ones
 * run in this order. Upstream: AllOrderedPlugins and DefaultOffAdmissionPlugins of `pkg/kubeapiserver/options/plugins.go`.
 */
import { type AdmissionPolicyOptions, mutatingPolicies, validatingPolicies } from '@kubets/dynamic-admission/policies';
import { defaultSettings } from '@kubets/pod-security';
import { certificateAdmission } from './certificates.ts';
import { clusterTrustBundleAttest } from './cluster-trust-bundle-attest.ts';
import { defaultIngressClass, defaultStorageClass } from './default-classes.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger/limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeDeclaredFeatureValidator } from './node-declared-feature-validator.ts';
import { nodeRestriction } from './node-restriction.ts';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts';
import type { CreatePlugin, PluginParts } from './plugin-parts.ts';
import { podResizeValidator } from './pod-resize-validator.ts';
import { configuredPodSecurity } from './pod-security/configured-pod-security.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota/resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccountAdmission } from './service-account.ts';
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

/** A plugin. How it is created, or `optional` if its code is only loaded when it is enabled (see `optional-plugins.ts`). */
export interface PluginEntry {
  readonly name: string;
  readonly create: CreatePlugin | 'optional';
  /** Whether it is enabled unless a flag disables it. */
  readonly enabled: boolean;
}

const on = (name: string, create: CreatePlugin): PluginEntry => ({ name, create, enabled: true });
const off = (name: string): PluginEntry => ({ name, create: 'optional', enabled: false });

/** For kinds whose feature gate is off: there is nothing that these plugins could handle. */
const withoutKind: CreatePlugin = () => [];

const policyParts = ({ host, authorization, clock, signal }: PluginParts): AdmissionPolicyOptions => ({
  host,
  authorizer: authorization.authorizer,
  monotonic: () => clock.monotonic(),
  signal,
});

export const pluginTable: readonly PluginEntry[] = [
  off('AlwaysAdmit'),
  off('NamespaceAutoProvision'),
  on('NamespaceLifecycle', () => namespaceLifecycle),
  off('NamespaceExists'),
  off('LimitPodHardAntiAffinityTopology'),
  on('LimitRanger', () => limitRanger),
  on('ServiceAccount', serviceAccountAdmission),
  // Enabled as kubeadm does it: without it, a node could write what belongs to others.
  on('NodeRestriction', ({ authorization }) => nodeRestriction(authorization.authorizer)),
  on('TaintNodesByCondition', () => [taintNodesByCondition]),
  off('AlwaysPullImages'),
  off('ImagePolicyWebhook'),
  on('PodSecurity', configuredPodSecurity(defaultSettings)),
  off('PodNodeSelector'),
  on('Priority', () => priority),
  on('DefaultTolerationSeconds', () => [defaultTolerationSeconds]),
  off('PodTolerationRestriction'),
  off('EventRateLimit'),
  off('ExtendedResourceToleration'),
  on('DefaultStorageClass', () => [defaultStorageClass]),
  on('StorageObjectInUseProtection', () => storageObjectInUseProtection),
  on('PodGroupProtection', withoutKind),
  off('OwnerReferencesPermissionEnforcement'),
  on('PersistentVolumeClaimResize', () => [persistentVolumeClaimResize]),
  on('RuntimeClass', () => [runtimeClass]),
  on('CertificateApproval', ({ authorization }) => [certificateAdmission(authorization.authorizer).approval]),
  on('CertificateSigning', ({ authorization }) => [certificateAdmission(authorization.authorizer).signing]),
  on('ClusterTrustBundleAttest', ({ authorization }) => [clusterTrustBundleAttest(authorization.authorizer)]),
  on('CertificateSubjectRestriction', ({ authorization }) => [certificateAdmission(authorization.authorizer).subject]),
  on('DefaultIngressClass', () => [defaultIngressClass]),
  off('DenyServiceExternalIPs'),
  on('PodTopologyLabels', ({ isEnabled }) => (isEnabled('PodTopologyLabelsAdmission') ? podTopologyLabels : [])),
  on('PodGroupWorkloadExists', withoutKind),
  on('NodeDeclaredFeatureValidator', ({ isEnabled }) =>
    isEnabled('NodeDeclaredFeatures') ? [nodeDeclaredFeatureValidator] : [],
  ),
  on('JobValidation', withoutKind),
  on('PodResizeValidator', () => [podResizeValidator]),
  on('MutatingAdmissionPolicy', (parts) => [mutatingPolicies(policyParts(parts))]),
  on('MutatingAdmissionWebhook', ({ webhooks }) => webhooks.mutating),
  on('ValidatingAdmissionPolicy', (parts) => [validatingPolicies(policyParts(parts))]),
  on('ValidatingAdmissionWebhook', ({ webhooks }) => webhooks.validating),
  on('ResourceQuota', ({ clock, host }) => resourceQuota({ clock, reader: () => host.resources })),
  off('AlwaysDeny'),
];
