/** The policies of namespaces: levels, versions, labels. Small, since every server loads it. */
export {
  compareLevels,
  equivalentPolicies,
  isFullyPrivileged,
  isModeLabelled,
  type LevelVersion,
  latest,
  levelVersionText,
  type Mode,
  type Policy,
  policyOf,
  sameLevelVersion,
} from './policy.ts';
export { defaultSettings, type PodSecuritySettings } from './settings.ts';
