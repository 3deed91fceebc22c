/** What a container gets mounted: its volumes, its hosts file, the file for its last words. */
import type { Pod, VolumeMount } from '@kubets/api';
import { defaultTerminationMessagePath } from '../config/container-config.ts';
import { expandReferences } from '../config/expand.ts';
import { ContainerConfigError } from '../config/objects.ts';
import type { FileSystem, Host } from '../host/host.ts';
import type { AnyContainer } from '../pod/containers.ts';
import { type NodePaths, podDirectory, terminationMessageFile } from '../pod/keys.ts';
import type { Mount } from '../runtime.ts';
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
}

/** The path below a volume that a mount asks for; '' for the volume itself. */
function subPathOf(mount: VolumeMount, env: ReadonlyMap<string, string>): string {
  if (mount.subPath) return mount.subPath;
  if (!mount.subPathExpr) return '';
  const path = expandReferences(mount.subPathExpr, (name) => env.get(name));
  if (/\$\(/.test(path)) throw new ContainerConfigError(`failed to expand subPath for volumeMount "${mount.name}"`);
  return path;
}

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/**
 * Makes the missing directories of a path below `root`, one by one, never through a link that leads out of it. They
 * get the volume's own mode and group: who may write to it may write to them.
 */
async function makeInside(files: FileSystem, root: string, parts: readonly string[]): Promise<string> {
  const volume = await files.stat(root);
  let current = root;
  for (const part of parts) {
    const next = `${current}/${part}`;
    if ((await files.linkStat(next)) === undefined) {
      await files.makeDirectory(next, volume?.mode ?? 0o750);
      if (volume?.gid) {
        await files.changeOwner(next, 0, volume.gid);
        await files.changeMode(next, volume.mode);
      }
    }
    const real = await files.realPath(next);
    if (real === undefined || !isInside(real, root))
      throw new ContainerConfigError(`subpath "${parts.join('/')}" is not within its volume`);
    current = real;
  }
  return current;
}

/**
 * A path inside a volume, bound to a place of its own, which the container gets. Containers of the pod may swap
 * directories for links meanwhile: what was bound must be what the checked path still names.
 */
async function bindSubPath(input: MountInput, root: string, subPath: string, index: number, name: string) {
  const { host, pod, container, paths } = input;
  const parts = subPath.split('/').filter((part) => part !== '' && part !== '.');
  if (subPath.startsWith('/') || parts.includes('..'))
    throw new ContainerConfigError(`subPath "${subPath}" must be a relative path without ".."`);
  const realRoot = (await host.files.realPath(root)) ?? root;
  const source = await makeInside(host.files, realRoot, parts);
  const target = `${podDirectory(paths, pod.metadata?.uid ?? '')}/volume-subpaths/${name}/${container.name}/${index}`;
  await host.mounts.unmountBelow(target);
  await host.files.remove(target);
  const info = await host.files.stat(source);
  if (info?.type === 'directory') await host.files.makeDirectory(target, 0o750);
  else {
    await host.files.makeDirectory(target.slice(0, target.lastIndexOf('/')), 0o750);
    await host.files.write(target, new Uint8Array(), 0o640);
  }
  await host.mounts.bind(source, target);
  const [bound, again, real] = await Promise.all([
    host.files.stat(target),
    host.files.linkStat(source),
    host.files.realPath(source),
  ]);
  if (bound?.identity === again?.identity && real === source) return target;
  await host.mounts.unmountBelow(target);
  throw new ContainerConfigError(`subPath "${subPath}" changed while it was mounted`);
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
      propagation: 'private',
    });
  const message = container.terminationMessagePath || defaultTerminationMessagePath;
  if (!taken.has(message)) {
    const hostPath = terminationMessageFile(paths, uid, container.name, attempt);
    await host.files.makeDirectory(hostPath.slice(0, hostPath.lastIndexOf('/')), 0o750);
    await host.files.write(hostPath, new Uint8Array(), 0o666);
    mounts.push({ containerPath: message, hostPath, readonly: false, propagation: 'private' });
  }
  return mounts;
}
