/** The plugins that are disabled by default. Loaded if one of them is enabled. */
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import { alwaysAdmit, alwaysDeny } from './always.ts';
import { alwaysPullImages } from './always-pull-images.ts';
import { denyServiceExternalIps } from './deny-service-external-ips.ts';
import { eventRateLimit } from './event-rate-limit/event-rate-limit.ts';
import { extendedResourceToleration } from './extended-resource-toleration.ts';
import { limitPodHardAntiAffinityTopology } from './limit-pod-hard-anti-affinity-topology.ts';
import { namespaceAutoProvision, namespaceExists } from './namespace-existence.ts';
import { ownerReferencesPermissionEnforcement } from './owner-references.ts';
import type { CreatePlugin } from './plugin-parts.ts';
import { podNodeSelector } from './pod-node-selector.ts';
import { podTolerationRestriction } from './pod-toleration-restriction.ts';

/** Returns how a plugin is created. Throws AdmissionConfigurationError for an invalid configuration; undefined: none. */
type Configure = (configuration: unknown) => CreatePlugin;

const always =
  (...plugins: readonly AdmissionPlugin[]): Configure =>
  () =>
  () =>
    plugins;

export const optionalPlugins: Readonly<Record<string, Configure>> = {
  AlwaysAdmit: always(...alwaysAdmit),
  AlwaysDeny: always(alwaysDeny),
  AlwaysPullImages: always(alwaysPullImages),
  DenyServiceExternalIPs: always(denyServiceExternalIps),
  EventRateLimit: eventRateLimit,
  ExtendedResourceToleration: always(extendedResourceToleration),
  LimitPodHardAntiAffinityTopology: always(limitPodHardAntiAffinityTopology),
  NamespaceAutoProvision:
    () =>
    ({ host }) => [namespaceAutoProvision(host.resources)],
  NamespaceExists: always(namespaceExists),
  OwnerReferencesPermissionEnforcement: () => (parts) => [ownerReferencesPermissionEnforcement(parts)],
  PodNodeSelector: (configuration) => always(podNodeSelector(configuration))(undefined),
  PodTolerationRestriction: (configuration) => always(podTolerationRestriction(configuration))(undefined),
};
