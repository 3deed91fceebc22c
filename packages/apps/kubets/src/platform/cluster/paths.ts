/** The files and directories in a cluster's data directory. */
import { join } from 'node:path';

export interface ClusterPaths {
  readonly pki: string;
  readonly store: string;
  /** Root, state and socket of the private containerd. */
  readonly containerd: string;
  /** CNI configuration and allocated addresses. */
  readonly network: string;
  /** Pods' volumes and logs. */
  readonly kubelet: string;
  readonly log: string;
}

export function pathsOf(dataDirectory: string): ClusterPaths {
  return {
    pki: join(dataDirectory, 'pki'),
    store: join(dataDirectory, 'store'),
    containerd: join(dataDirectory, 'containerd'),
    network: join(dataDirectory, 'network'),
    kubelet: join(dataDirectory, 'kubelet'),
    log: join(dataDirectory, 'kubets.log'),
  };
}
