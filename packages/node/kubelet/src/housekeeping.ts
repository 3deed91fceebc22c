/** Terminates orphaned pods, removes what removed pods left on disk, and updates the CPU shares of the QoS classes. */
import { type Clock, type Logger, messageOf } from '@kubets/base';
import type { Host } from './host/host.ts';
import { type NodePaths, podDirectory, podsDirectory } from './pod/keys.ts';
import { classShares } from './pod/qos.ts';
import type { RuntimePod } from './worker/pleg.ts';
import type { PodWorkers } from './worker/pod-workers.ts';

/** As upstream's housekeeping period. */
const housekeepingPeriodMs = 2000;
const sweepPeriodMs = 60_000;
/** As upstream's period for the cgroups of the QoS classes, which are also written when their shares change. */
const classPeriodMs = 60_000;

export interface HousekeepingOptions {
  readonly host: Pick<Host, 'files' | 'mounts' | 'cgroups'>;
  readonly workers: Pick<PodWorkers, 'get' | 'active' | 'orphan'>;
  readonly paths: NodePaths;
  readonly cgroupRoot: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the pods of the API server are known. Before that no pod is an orphan. */
  synced(): boolean;
  /** Pods that the runtime has and that have no worker. */
  orphans(): Iterable<RuntimePod>;
  /** Forgets objects that no pod has used for long. */
  sweepObjects(): void;
}

export async function keepHouse(options: HousekeepingOptions, signal: AbortSignal): Promise<void> {
  const { workers, clock, log } = options;
  let sweptAt = clock.monotonic();
  const keepClassShares = classShareKeeper(options);
  while (!signal.aborted) {
    if (options.synced()) {
      for (const pod of options.orphans()) workers.orphan(pod);
      await cleanDisk(options)
        .then(keepClassShares)
        .catch((error: unknown) =>
          log.warn('files of removed pods could not be cleaned up', { error: messageOf(error) }),
        );
    }
    if (clock.monotonic() - sweptAt > sweepPeriodMs) {
      options.sweepObjects();
      sweptAt = clock.monotonic();
    }
    await clock.sleep(housekeepingPeriodMs, signal).catch(() => undefined);
  }
}

/** Writes the CPU shares of the QoS classes when they have changed, or have not been written for a while. */
function classShareKeeper({ host, workers, cgroupRoot, clock }: HousekeepingOptions): () => Promise<void> {
  let written = '';
  let writtenAt = 0;
  return async () => {
    const shares = classShares(workers.active());
    const wanted = JSON.stringify(shares);
    if (wanted === written && clock.monotonic() - writtenAt < classPeriodMs) return;
    for (const [name, cpuShares] of Object.entries(shares))
      await host.cgroups.apply(`${cgroupRoot}/kubepods/${name}`, { cpuShares });
    written = wanted;
    writtenAt = clock.monotonic();
  };
}

/** Removes directories and cgroups of pods without a worker. */
async function cleanDisk({ host, workers, paths, cgroupRoot }: HousekeepingOptions): Promise<void> {
  for (const uid of await host.files.list(podsDirectory(paths))) {
    if (workers.get(uid)) continue;
    await host.mounts.unmountBelow(podDirectory(paths, uid));
    await host.files.remove(podDirectory(paths, uid));
  }
  const folders = ['kubepods', 'kubepods/burstable', 'kubepods/besteffort'];
  for (const folder of folders)
    for (const name of await host.cgroups.children(`${cgroupRoot}/${folder}`))
      if (name.startsWith('pod') && !workers.get(name.slice('pod'.length)))
        await host.cgroups.remove(`${cgroupRoot}/${folder}/${name}`);
}
