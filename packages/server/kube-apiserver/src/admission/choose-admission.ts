/** Selects and configures admission plugins. Loaded if a server has settings of its own. */
import { AdmissionConfigurationError, type PluginConfigurations } from './admission-configuration.ts';
import { type ChosenAdmission, chosen } from './chosen-admission.ts';
import { imagePolicyWebhook } from './image-policy/image-policy.ts';
import type { ImagePolicyBackend } from './image-policy/image-policy-settings.ts';
import { optionalPlugins } from './optional-plugins.ts';
import type { CreatePlugin } from './plugin-parts.ts';
import { type PluginSelection, selectedPlugins, selectionProblems } from './plugin-selection.ts';
import { podSecurityWith } from './pod-security/pod-security-settings.ts';
import { resourceQuotaWith } from './resource-quota/resource-quota-settings.ts';

export interface AdmissionSettings extends PluginSelection {
  /** The content of configurations by the name of their plugin. Default: none. */
  readonly configurations?: PluginConfigurations;
  /** The webhook of ImagePolicyWebhook, which the kubeconfig of its configuration names. */
  readonly imagePolicyBackend?: ImagePolicyBackend;
}

/** Plugins that read a configuration. */
const configurable: ReadonlySet<string> = new Set([
  'EventRateLimit',
  'ImagePolicyWebhook',
  'PodNodeSelector',
  'PodSecurity',
  'PodTolerationRestriction',
  'ResourceQuota',
]);

/** Plugins whose configuration upstream honors: what cannot be honored is refused, since admission would be weaker than it says. */
const notConfigurableYet: ReadonlySet<string> = new Set([
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
]);

/** Configurations that have no effect, in words. */
function unused(configurations: PluginConfigurations, selected: readonly string[]): readonly string[] {
  return [...configurations.keys()].flatMap((name) => {
    if (!configurable.has(name)) return [`admission plugin ${name} takes no configuration`];
    return selected.includes(name) ? [] : [`admission plugin ${name} has a configuration, but is not enabled`];
  });
}

/** Throws AdmissionConfigurationError for an invalid selection or configuration. `warn` is called for what has no effect. */
export function chooseAdmission(settings: AdmissionSettings, warn: (message: string) => void): ChosenAdmission {
  const problems = selectionProblems(settings);
  if (problems.length > 0) throw new AdmissionConfigurationError(problems.join(', '));
  const { configurations = new Map<string, unknown>() } = settings;
  for (const name of configurations.keys())
    if (notConfigurableYet.has(name))
      throw new AdmissionConfigurationError(`a configuration of admission plugin ${name} is not implemented by kubets`);
  const entries = selectedPlugins(settings);
  for (const message of unused(
    configurations,
    entries.map(({ name }) => name),
  ))
    warn(message);
  const others = new Map<string, CreatePlugin>();
  for (const { name, create } of entries) {
    const configure = create === 'optional' ? optionalPlugins[name] : undefined;
    if (configure !== undefined) others.set(name, configure(configurations.get(name)));
    if (name === 'ImagePolicyWebhook')
      others.set(name, imagePolicyWebhook(configurations.get(name), settings.imagePolicyBackend));
    if (name === 'ResourceQuota' && configurations.has(name))
      others.set(name, resourceQuotaWith(configurations.get(name)));
    if (name === 'PodSecurity' && configurations.has(name)) others.set(name, podSecurityWith(configurations.get(name)));
  }
  return chosen(entries, others);
}
