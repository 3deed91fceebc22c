/** The version of kubets, and the version of Kubernetes that it implements. */
import type { VersionInfo } from '@kubets/apiserver';

export const version = { kubets: '0.1.0', kubernetes: 'v1.36.2' } as const;

/** The response of `/version`. */
export const versionInfo: VersionInfo = {
  major: '1',
  minor: '36',
  gitVersion: `${version.kubernetes}+kubets-${version.kubets}`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-11-21T00:00:00Z',
  goVersion: '',
  compiler: 'typescript',
  platform: 'linux/amd64',
};
