/** Selection and configuration of the built-in admission plugins. */
export {
  AdmissionConfigurationError,
  type PluginConfigurations,
  readAdmissionConfiguration,
} from './admission-configuration.ts';
export { type AdmissionSettings, chooseAdmission } from './choose-admission.ts';
export { type ImagePolicyBackend, imagePolicyKubeconfig } from './image-policy/image-policy-settings.ts';
export { allPluginNames, defaultPluginNames, type PluginSelection } from './plugin-selection.ts';
