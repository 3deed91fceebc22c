/** What this program calls itself, and the Kubernetes whose API it serves. */
import type { VersionInfo } from '@kubets/apiserver';

export const version = { kubets: '0.1.0', kubernetes: 'v1.36.2' } as const;

/** What `/version` says: the API's version, and who serves it. */
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
