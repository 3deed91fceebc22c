/** What kubets puts into a kubeconfig, and what it finds there. */

/** A kubeconfig that cannot be used; the file was not touched. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

export interface KubeconfigEntry {
  /** Names the cluster, the user and the context. */
  readonly name: string;
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What a context says about how to connect. */
export interface KubeconfigConnection {
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  /** Entries of its cluster and user that say how to connect, and that are not part of this connection. */
  readonly unsupported?: readonly string[];
}
