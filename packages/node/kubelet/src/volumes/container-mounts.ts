/** The mounts of a container: volumes, hosts file, termination message file. */
import type { Pod, VolumeMount } from '@kubets/api';
import type { Logger } from '@kubets/base';
import type { Mount } from '@kubets/cri/runtime';
import { defaultTerminationMessagePath } from '../cri-config/container-config.ts';
import { containerBudget, expandReferences } from '../cri-config/expand.ts';
import { ContainerConfigError } from '../cri-config/objects.ts';
import { recursiveReadOnly } from '../cri-config/runtime-handler.ts';
import { type Host, HostError } from '../host/host.ts';
import type { AnyContainer } from '../pod/containers.ts';
import { identityOf, type NodePaths, podDirectory, podFullName, terminationMessageFile } from '../pod/keys.ts';
import type { MountedVolumes } from './pod-volumes.ts';

const propagations = {
  None: 'private',
  HostToContainer: 'hostToContainer',
  Bidirectional: 'bidirectional',
} as const;

export interface MountInput {
  readonly pod: Pod;
  readonly container: AnyContainer;
  readonly attempt: number;
  readonly volumes: MountedVolumes;
  readonly env: ReadonlyMap<string, string>;
  readonly host: Pick<Host, 'files' | 'mounts'>;
  readonly paths: NodePaths;
  readonly log: Logger;
  /** Whether the runtime can make mounts read-only with all that is mounted below them. */
  readonly recursiveReadOnlySupported: boolean;
}

/** The path below a volume that a mount asks for; '' for the volume itself. */
function subPathOf(mount: VolumeMount, env: ReadonlyMap<string, string>): string {
  if (mount.subPath) return mount.subPath;
  if (!mount.subPathExpr) return '';
  const missing = new Set<string>();
  const path = expandReferences(
    mount.subPathExpr,
    (name) => {
      const value = env.get(name) ?? '';
      if (value === '') missing.add(name);
      return value;
    },
    containerBudget('a subPathExpr'),
  );
  if (missing.size > 0) throw new ContainerConfigError(`missing value for ${[...missing].sort().join(', ')}`);
  return path;
}

function checkSubPath(subPath: string): void {
  if (subPath.startsWith('/'))
    throw new ContainerConfigError(`error SubPath \`${subPath}\` must not be an absolute path`);
  if (subPath.split('/').includes('..'))
    throw new ContainerConfigError(`unable to provision SubPath \`${subPath}\`: must not contain '..'`);
}

/**
 * Binds a path inside a volume to a place of the kubelet's own, which the runtime then mounts: the runtime resolves no
 * path that containers of the pod could change meanwhile.
 */
async function bindSubPath(input: MountInput, root: string, subPath: string, index: number, name: string) {
  const { host, pod, container, paths, log } = input;
  checkSubPath(subPath);
  const target = `${podDirectory(paths, pod.metadata?.uid ?? '')}/volume-subpaths/${name}/${container.name}/${index}`;
  // An earlier run of the container, or a kubelet that was killed, left it.
  await host.mounts.unmountBelow(target);
  await host.files.remove(target);
  try {
    await host.mounts.bindBelow({ root, path: subPath, target });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    // What went wrong can tell something of the host's files: the log gets it, and the user does not.
    log.warn('a subPath could not be prepared', { pod: podFullName(identityOf(pod)), error: error.message });
    throw new ContainerConfigError(
      `failed to prepare subPath for volumeMount "${name}" of container "${container.name}"`,
    );
  }
  return target;
}

async function volumeMount(input: MountInput, mount: VolumeMount, index: number): Promise<Mount> {
  const volume = input.volumes.get(mount.name);
  if (volume === undefined)
    throw new ContainerConfigError(
      `cannot find volume "${mount.name}" to mount into container "${input.container.name}"`,
    );
  const subPath = subPathOf(mount, input.env);
  const hostPath =
    subPath === '' ? volume.hostPath : await bindSubPath(input, volume.hostPath, subPath, index, mount.name);
  return {
    containerPath: mount.mountPath.startsWith('/') ? mount.mountPath : `/${mount.mountPath}`,
    hostPath,
    readonly: volume.readonly || (mount.readOnly ?? false),
    recursiveReadOnly: recursiveReadOnly(mount, input.recursiveReadOnlySupported),
    propagation: propagations[mount.mountPropagation ?? 'None'],
  };
}

/** All mounts of one container that is about to be made. */
export async function containerMounts(input: MountInput): Promise<readonly Mount[]> {
  const { pod, container, attempt, host, paths } = input;
  const uid = pod.metadata?.uid ?? '';
  const mounts: Mount[] = [];
  for (const [index, mount] of (container.volumeMounts ?? []).entries())
    mounts.push(await volumeMount(input, mount, index));
  const taken = new Set(mounts.map(({ containerPath }) => containerPath));
  if (!taken.has('/etc/hosts'))
    mounts.push({
      containerPath: '/etc/hosts',
      hostPath: `${podDirectory(paths, uid)}/etc-hosts`,
      readonly: container.securityContext?.readOnlyRootFilesystem ?? false,
      recursiveReadOnly: false,
      propagation: 'private',
    });
  const message = container.terminationMessagePath || defaultTerminationMessagePath;
  if (!taken.has(message)) {
    const directory = podDirectory(paths, uid);
    const file = terminationMessageFile(container.name, attempt);
    const files = host.files.below(directory);
    await files.makeDirectory(file.slice(0, file.lastIndexOf('/')), 0o750);
    await files.write(file, new Uint8Array(), 0o666);
    mounts.push({
      containerPath: message,
      hostPath: `${directory}/${file}`,
      readonly: false,
      recursiveReadOnly: false,
      propagation: 'private',
    });
  }
  return mounts;
}
