/** The settings of PodSecurity: the policy of namespaces without labels, and exemptions. */
import { type Policy, privilegedPolicy } from './policy.ts';

export interface Exemptions {
  readonly usernames: readonly string[];
  readonly namespaces: readonly string[];
  readonly runtimeClasses: readonly string[];
}

export interface PodSecuritySettings {
  readonly defaults: Policy;
  readonly exemptions: Exemptions;
}

/** Without a configuration: nothing is enforced unless a namespace says so. */
export const defaultSettings: PodSecuritySettings = {
  defaults: privilegedPolicy,
  exemptions: { usernames: [], namespaces: [], runtimeClasses: [] },
};
