/** Names by which the kubelet finds its sandboxes and containers again, in the runtime and on disk. */
import type { Pod } from '@kubets/api';

export const annotation = {
  hash: 'io.kubernetes.container.hash',
  restartCount: 'io.kubernetes.container.restartCount',
  terminationMessagePath: 'io.kubernetes.container.terminationMessagePath',
  terminationMessagePolicy: 'io.kubernetes.container.terminationMessagePolicy',
  podGracePeriod: 'io.kubernetes.pod.terminationGracePeriod',
  podDeletionGracePeriod: 'io.kubernetes.pod.deletionGracePeriod',
  ports: 'io.kubernetes.container.ports',
  preStop: 'io.kubernetes.container.preStopHandler',
} as const;

export interface PodIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

export function identityOf(pod: Pod): PodIdentity {
  const { uid = '', namespace = '', name = '' } = pod.metadata ?? {};
  return { uid, namespace, name };
}

/** `name_namespace(uid)`: as the kubelet's messages name a pod. */
export function podFullName({ name, namespace, uid }: PodIdentity): string {
  return `${name}_${namespace}(${uid})`;
}

/** Where a node's files are. */
export interface NodePaths {
  readonly rootDir: string;
  readonly logDir: string;
}

export const podsDirectory = (paths: NodePaths): string => `${paths.rootDir}/pods`;
export const podDirectory = (paths: NodePaths, uid: string): string => `${podsDirectory(paths)}/${uid}`;
export const volumeDirectory = (paths: NodePaths, uid: string, plugin: string, volume: string): string =>
  `${podDirectory(paths, uid)}/volumes/kubernetes.io~${plugin}/${volume}`;
export const podLogDirectory = (paths: NodePaths, { namespace, name, uid }: PodIdentity): string =>
  `${paths.logDir}/${namespace}_${name}_${uid}`;
/** Relative to the pod's log directory. */
export const containerLogPath = (container: string, attempt: number): string => `${container}/${attempt}.log`;
/** The path of a log relative to the log directory; undefined for a log outside it. */
export const logPathBelow = ({ logDir }: Pick<NodePaths, 'logDir'>, logPath: string): string | undefined =>
  logPath.startsWith(`${logDir}/`) ? logPath.slice(logDir.length + 1) : undefined;
/** Relative to the pod's directory. */
export const terminationMessageFile = (container: string, attempt: number): string =>
  `containers/${container}/${attempt}`;
