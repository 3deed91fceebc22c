/** The settings in a PodSecurityConfiguration. */
import { podSecuritySettings } from '@kubets/pod-security/configuration';
import { checkFields, refuseErrors, typedConfiguration } from '../admission-configuration.ts';
import { stringList, stringMap } from '../configuration-values.ts';
import type { CreatePlugin } from '../plugin-parts.ts';
import { configuredPodSecurity } from './configured-pod-security.ts';

const name = 'PodSecurity';
const type = {
  kind: 'PodSecurityConfiguration',
  apiVersions: ['v1', 'v1beta1', 'v1alpha1'].map((version) => `pod-security.admission.config.k8s.io/${version}`),
};
const modes = ['enforce', 'audit', 'warn'].flatMap((mode) => [mode, `${mode}-version`]);

/** Throws AdmissionConfigurationError. */
export function podSecurityWith(configuration: unknown): CreatePlugin {
  const where = `configuration of admission plugin ${name}`;
  const { defaults = {}, exemptions = {} } = typedConfiguration(configuration, name, type, ['defaults', 'exemptions']);
  checkFields(defaults, `${where}: defaults`, modes);
  const lists = checkFields(exemptions, `${where}: exemptions`, ['usernames', 'namespaces', 'runtimeClasses']);
  const listOf = (list: string): readonly string[] => stringList(lists[list], `${where}: exemptions.${list}`);
  const { settings, errors } = podSecuritySettings({
    defaults: stringMap(defaults, `${where}: defaults`),
    exemptions: {
      usernames: listOf('usernames'),
      namespaces: listOf('namespaces'),
      runtimeClasses: listOf('runtimeClasses'),
    },
  });
  refuseErrors(name, errors);
  return configuredPodSecurity(settings);
}
