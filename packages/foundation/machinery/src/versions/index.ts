/** Versions of the API and of Kubernetes. */
export { compareKubeVersions, sortKubeVersions } from './kube-version.ts';
export {
  compareVersions,
  formatVersion,
  parseGenericVersion,
  parseSemanticVersion,
  parseVersion,
  type Version,
  VersionError,
} from './version.ts';
