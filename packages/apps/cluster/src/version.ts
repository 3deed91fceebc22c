/** The version of kubets, and the version of Kubernetes that it implements. */
import { currentRelease, minorOf, type Release } from '@kubets/api/releases';
import type { VersionInfo } from '@kubets/apiserver';

export const version = { kubets: '0.1.0', kubernetes: 'v1.37.2' } as const;

/** The response of `/version` for a server that emulates this release. It can be moved back to the release before it, as upstream. */
export const versionInfo = (emulated: Release = currentRelease): VersionInfo => ({
  major: '1',
  minor: String(minorOf(currentRelease)),
  emulationMajor: '1',
  emulationMinor: String(minorOf(emulated)),
  minCompatibilityMajor: '1',
  minCompatibilityMinor: String(minorOf(emulated) - 1),
  gitVersion: `${version.kubernetes}+kubets-${version.kubets}`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-11-21T00:00:00Z',
  goVersion: '',
  compiler: 'typescript',
  platform: 'linux/amd64',
});
