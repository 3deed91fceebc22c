/** `--feature-gates` and `--runtime-config`: which features are enabled, and which resources are served. */
import { builtinResources } from '../catalog.ts';
import { currentRelease, type Release } from '../releases.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { EnablementError, enabledFeatures, type FeatureGateSettings } from './feature-gate-settings.ts';
import { type RuntimeConfig, servedResources } from './runtime-config.ts';

export { EnablementError, type FeatureGateSettings, parseFeatureGates } from './feature-gate-settings.ts';
export { parseRuntimeConfig, type RuntimeConfig } from './runtime-config.ts';

export interface EnablementSettings {
  /** Gates that do not have their default. `AllAlpha` and `AllBeta` set all gates of a stage. */
  readonly featureGates?: FeatureGateSettings | undefined;
  /** Which API versions and resources are served, by `api/all`, `GROUP/VERSION` or `GROUP/VERSION/RESOURCE`. */
  readonly runtimeConfig?: RuntimeConfig | undefined;
}

export interface Enablement {
  /** Whether each feature gate is enabled. */
  readonly features: ReadonlyMap<string, boolean>;
  readonly resources: readonly ResourceDefinition[];
  /** What the user should know about the settings. */
  readonly warnings: readonly string[];
}

/** The API server creates or reads objects of these resources itself. */
const needed: readonly string[] = [
  '/v1/configmaps',
  '/v1/endpoints',
  '/v1/namespaces',
  '/v1/nodes',
  '/v1/pods',
  '/v1/resourcequotas',
  '/v1/secrets',
  '/v1/serviceaccounts',
  '/v1/services',
  'apiextensions.k8s.io/v1/customresourcedefinitions',
  'coordination.k8s.io/v1/leases',
  'discovery.k8s.io/v1/endpointslices',
  'networking.k8s.io/v1/ipaddresses',
  'networking.k8s.io/v1/servicecidrs',
  'rbac.authorization.k8s.io/v1/clusterrolebindings',
  'rbac.authorization.k8s.io/v1/clusterroles',
  'rbac.authorization.k8s.io/v1/rolebindings',
  'rbac.authorization.k8s.io/v1/roles',
  'scheduling.k8s.io/v1/priorityclasses',
];

/** Throws EnablementError for settings that cannot be used. The message names all of them. */
export function enablementOf(settings: EnablementSettings, release: Release = currentRelease): Enablement {
  const { enabled, warnings } = enabledFeatures(settings.featureGates, release);
  const served = servedResources(builtinResources(release), settings.runtimeConfig);
  const names = new Set(served.definitions.map(({ group, version, plural }) => `${group}/${version}/${plural}`));
  const missing = needed.filter((each) => !names.has(each));
  if (missing.length > 0) throw new EnablementError(`the API server cannot work without ${missing.join(', ')}`);
  return { features: enabled, resources: served.definitions, warnings: [...warnings, ...served.warnings] };
}
