/** Removes what is left of a pod: first its files and cgroup, then its object, then its dead containers and logs. */
import { pods } from '@kubets/api';
import type { Client } from '@kubets/client';
import type { ContainerRuntime } from '@kubets/cri/runtime';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import type { Host } from '../host/host.ts';
import type { ImageManager } from '../images/image-manager.ts';
import type { Backoff } from '../pod/backoff.ts';
import { identityOf, logPathBelow, type NodePaths, podLogDirectory } from '../pod/keys.ts';
import { planGarbage } from '../pod/plan-garbage.ts';
import { podCgroup } from '../pod/qos.ts';
import type { StatusWriter } from '../status/status-writer.ts';
import { removePodFiles } from '../volumes/pod-volumes.ts';
import type { Allocations } from './allocations.ts';
import type { PodRecord } from './pod-record.ts';

export interface PodCleaner {
  /** Removes dead containers of a living pod beyond those whose logs are kept. */
  collectGarbage(record: PodRecord): Promise<void>;
  /** Removes directory and cgroup of a pod that has stopped. False: the cgroup is still in use. */
  cleanUp(record: PodRecord): Promise<boolean>;
  /** Deletes the object after its last status was written. The deletion is observed like any other. */
  deleteObject(record: PodRecord): Promise<void>;
  /** Removes dead containers, sandboxes and logs of a pod whose object is gone. */
  removeRemains(record: PodRecord): Promise<void>;
}

export interface CleanerDependencies {
  readonly runtime: Pick<ContainerRuntime, 'removeContainer' | 'stopSandbox' | 'removeSandbox'>;
  readonly host: Pick<Host, 'files' | 'mounts' | 'cgroups'>;
  readonly paths: NodePaths;
  readonly cgroupRoot: string;
  readonly client: Pick<Client, 'delete'>;
  readonly statuses: Pick<StatusWriter, 'settled' | 'forget'>;
  readonly restarts: Pick<Backoff, 'forget'>;
  readonly images: Pick<ImageManager, 'forget'>;
  readonly allocations: Pick<Allocations, 'forget'>;
}

export const createPodCleaner = (dependencies: CleanerDependencies): PodCleaner => ({
  collectGarbage: (record) => collectGarbage(record, dependencies),
  cleanUp: (record) => cleanUp(record, dependencies),
  deleteObject: (record) => deleteObject(record, dependencies),
  removeRemains: (record) => removeRemains(record, dependencies),
});

async function collectGarbage(
  { observed, terminationMessages }: PodRecord,
  { runtime, host, paths }: Pick<CleanerDependencies, 'runtime' | 'host' | 'paths'>,
): Promise<void> {
  const { containers, sandboxes } = planGarbage(observed);
  for (const container of containers) {
    await runtime.removeContainer(container.id);
    const log = logPathBelow(paths, container.logPath);
    if (log !== undefined) await host.files.below(paths.logDir).remove(log);
    terminationMessages.delete(container.id);
  }
  for (const sandbox of sandboxes) await runtime.removeSandbox(sandbox.id);
}

async function cleanUp({ uid, pod }: PodRecord, dependencies: CleanerDependencies): Promise<boolean> {
  const { host, cgroupRoot, restarts, images, allocations } = dependencies;
  await removePodFiles(uid, dependencies);
  const complete = await host.cgroups.remove(podCgroup(cgroupRoot, pod));
  restarts.forget(`${uid}/`);
  images.forget(uid);
  allocations.forget(uid);
  return complete;
}

async function deleteObject(
  { uid, pod }: PodRecord,
  { client, statuses }: Pick<CleanerDependencies, 'client' | 'statuses'>,
): Promise<void> {
  const { namespace, name } = identityOf(pod);
  await statuses.settled(uid);
  try {
    await client.delete(pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } });
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

async function removeRemains(
  { uid, pod, observed }: PodRecord,
  { runtime, host, paths, statuses }: CleanerDependencies,
): Promise<void> {
  for (const { id } of observed.containers) await runtime.removeContainer(id);
  for (const { id } of observed.sandboxes) {
    await runtime.stopSandbox(id);
    await runtime.removeSandbox(id);
  }
  const identity = identityOf(pod);
  if (identity.name !== '') await host.files.remove(podLogDirectory(paths, identity));
  statuses.forget(uid);
}
