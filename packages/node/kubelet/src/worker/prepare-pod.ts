/** Creates what the containers of a pod need before they start: directories, cgroup, volumes. */
import type { Pod } from '@kubets/api';
import type { NodeDownward } from '../cri-config/field-ref.ts';
import type { ObjectSource } from '../cri-config/objects.ts';
import type { Host } from '../host/host.ts';
import { identityOf, type NodePaths, podDirectory, podLogDirectory } from '../pod/keys.ts';
import type { ObservedPod } from '../pod/observed.ts';
import { podCgroup } from '../pod/qos.ts';
import type { RecordPodEvent } from '../pod/record-event.ts';
import { VolumeError } from '../volumes/payload.ts';
import { commonUser, type MountedVolumes, mountVolumes } from '../volumes/pod-volumes.ts';
import type { Allocations } from './allocations.ts';

/** Undefined: volumes could not be mounted, and events were recorded. Rejects if the host fails. */
export type PreparePod = (
  pod: Pod,
  observed: ObservedPod,
  podIPs: readonly string[],
) => Promise<MountedVolumes | undefined>;

export interface PrepareDependencies {
  readonly host: Pick<Host, 'files' | 'mounts' | 'cgroups'>;
  readonly paths: NodePaths;
  readonly cgroupRoot: string;
  readonly allocations: Pick<Allocations, 'cgroupLimits'>;
  readonly objects: ObjectSource;
  readonly recordEvent: RecordPodEvent;
  readonly node: NodeDownward;
  /** A name that no earlier call returned. */
  version(): string;
}

export function createPreparePod(dependencies: PrepareDependencies): PreparePod {
  const { host, paths, cgroupRoot, allocations, objects, recordEvent, node } = dependencies;
  return async (pod, observed, podIPs) => {
    const identity = identityOf(pod);
    await host.files.makeDirectory(podDirectory(paths, identity.uid), 0o750);
    await host.files.makeDirectory(podLogDirectory(paths, identity), 0o755);
    await host.cgroups.apply(podCgroup(cgroupRoot, pod), allocations.cgroupLimits(pod, observed));
    const context = {
      downward: { ...node, pod, podIPs },
      objects,
      fsUser: commonUser(pod),
      fsGroup: pod.spec?.securityContext?.fsGroup,
    };
    try {
      return await mountVolumes(pod, context, dependencies);
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      for (const message of error.message.split('; MountVolume')) {
        const whole = message.startsWith('MountVolume') ? message : `MountVolume${message}`;
        recordEvent(pod, '', 'Warning', 'FailedMount', whole);
      }
      return undefined;
    }
  };
}
