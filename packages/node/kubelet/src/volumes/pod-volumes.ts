/** A pod's volumes on disk: made before its containers, kept up to date while it lives, removed after it. */
import type { Pod, Volume } from '@kubets/api';
import { amountOf, podLimits } from '@kubets/api/scheduling-rules';
import { messageOf } from '@kubets/base';
import type { Host } from '../host/host.ts';
import { allContainers } from '../pod/containers.ts';
import { type NodePaths, podDirectory, volumeDirectory } from '../pod/keys.ts';
import { writeAtomically } from './atomic-writer.ts';
import { prepareHostPath } from './host-path.ts';
import { type PayloadContext, payloadOf, VolumeError } from './payload.ts';

export interface MountedVolume {
  readonly hostPath: string;
  /** Read-only for containers, regardless of their mounts. */
  readonly readonly: boolean;
}

export type MountedVolumes = ReadonlyMap<string, MountedVolume>;

export interface VolumeTools {
  readonly host: Pick<Host, 'files' | 'mounts'>;
  readonly paths: NodePaths;
  /** A name that no earlier call returned. */
  version(): string;
}

/** By the volume's field. What may hold secrets lives in memory, so that no disk keeps it. */
const payloadPlugins = {
  configMap: { name: 'configmap', inMemory: false },
  secret: { name: 'secret', inMemory: true },
  downwardAPI: { name: 'downward-api', inMemory: true },
  projected: { name: 'projected', inMemory: true },
};

/** The volumes that at least one container mounts. */
function usedVolumes(pod: Pod): readonly Volume[] {
  const used = new Set(allContainers(pod).flatMap(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name)));
  return (pod.spec?.volumes ?? []).filter(({ name }) => used.has(name));
}

/** The user every container runs as, if it is the same one. */
export function commonUser(pod: Pod): number | undefined {
  const shared = pod.spec?.securityContext?.runAsUser;
  const users = new Set(allContainers(pod).map(({ securityContext }) => securityContext?.runAsUser ?? shared));
  return users.size === 1 ? [...users][0] : undefined;
}

/** How large a volume in memory may become: no larger than its own limit and that of the pod. */
function memorySize(pod: Pod, sizeLimit: string | undefined): number | undefined {
  const bounds = [podLimits(pod).get('memory') ?? 0, sizeLimit ? amountOf('memory', sizeLimit) : 0];
  const given = bounds.filter((bound) => bound > 0);
  return given.length === 0 ? undefined : Math.min(...given);
}

async function mountEmptyDir(pod: Pod, volume: Volume, tools: VolumeTools): Promise<MountedVolume> {
  const { files, mounts } = tools.host;
  const hostPath = volumeDirectory(tools.paths, pod.metadata?.uid ?? '', 'empty-dir', volume.name);
  const { medium = '', sizeLimit } = volume.emptyDir ?? {};
  if (medium !== '' && medium !== 'Memory') throw new VolumeError(`unknown storage medium "${medium}"`);
  const isNew = (await files.stat(hostPath)) === undefined;
  await files.makeDirectory(hostPath, 0o777);
  if (medium === 'Memory' && !(await mounts.hasOwnFileSystem(hostPath))) {
    await mounts.memory(hostPath, memorySize(pod, sizeLimit));
    await files.changeMode(hostPath, 0o777);
  }
  const gid = pod.spec?.securityContext?.fsGroup;
  if (gid !== undefined && (isNew || medium === 'Memory')) {
    await files.changeOwner(hostPath, 0, gid);
    await files.changeMode(hostPath, 0o2777);
  }
  return { hostPath, readonly: false };
}

async function mountVolume(
  pod: Pod,
  volume: Volume,
  context: PayloadContext,
  tools: VolumeTools,
): Promise<MountedVolume> {
  if (volume.hostPath) {
    await prepareHostPath(tools.host.files, volume.hostPath);
    return { hostPath: volume.hostPath.path, readonly: false };
  }
  if (volume.emptyDir) return mountEmptyDir(pod, volume, tools);
  const payload = await payloadOf(volume, context);
  const plugin = Object.entries(payloadPlugins).find(([field]) => Object.hasOwn(volume, field))?.[1];
  if (payload === undefined || plugin === undefined) throw new VolumeError('no volume plugin matched');
  const { files, mounts } = tools.host;
  const hostPath = volumeDirectory(tools.paths, pod.metadata?.uid ?? '', plugin.name, volume.name);
  await files.makeDirectory(hostPath, 0o777);
  if (plugin.inMemory && !(await mounts.hasOwnFileSystem(hostPath)))
    await mounts.memory(hostPath, memorySize(pod, undefined));
  await writeAtomically(files, hostPath, payload, tools.version(), context.fsGroup);
  return { hostPath, readonly: true };
}

/** Makes every volume, or brings it up to date. Rejects with VolumeError in the words of a FailedMount event. */
export async function mountVolumes(pod: Pod, context: PayloadContext, tools: VolumeTools): Promise<MountedVolumes> {
  const mounted = new Map<string, MountedVolume>();
  const failures: string[] = [];
  for (const volume of usedVolumes(pod)) {
    try {
      mounted.set(volume.name, await mountVolume(pod, volume, context, tools));
    } catch (error) {
      failures.push(`MountVolume.SetUp failed for volume "${volume.name}" : ${messageOf(error)}`);
    }
  }
  if (failures.length > 0) throw new VolumeError(failures.join('; '));
  return mounted;
}

/** Unmounts and removes the directory of a pod. Its logs are kept. */
export async function removePodFiles(uid: string, { host, paths }: Pick<VolumeTools, 'host' | 'paths'>): Promise<void> {
  await host.mounts.unmountBelow(podDirectory(paths, uid));
  await host.files.remove(podDirectory(paths, uid));
}
