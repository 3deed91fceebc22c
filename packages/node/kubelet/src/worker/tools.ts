/** What all pod workers of a kubelet share. */
import type { Pod } from '@kubets/api';
import type { Clock, Logger } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { DownwardContext } from '../config/field-ref.ts';
import type { ObjectSource } from '../config/objects.ts';
import type { Host, HostFacts } from '../host/host.ts';
import type { ImageManager } from '../image/image-manager.ts';
import type { Backoff } from '../pod/backoff.ts';
import type { NodePaths } from '../pod/keys.ts';
import type { ObservedPod } from '../pod/observed.ts';
import type { Prober } from '../probes/prober.ts';
import type { ContainerRuntime, PortMapping, RuntimeFeatures } from '../runtime.ts';
import type { StatusWriter } from '../status/status-writer.ts';
import type { Allocations } from './allocations.ts';

export interface HostPortBinding extends PortMapping {
  readonly podIP: string;
}

export interface PodTools {
  readonly client: Client;
  readonly runtime: ContainerRuntime;
  readonly host: Host;
  readonly clock: Clock;
  readonly log: Logger;
  readonly objects: ObjectSource;
  readonly images: ImageManager;
  readonly prober: Prober;
  readonly statuses: StatusWriter;
  readonly restarts: Backoff;
  readonly allocations: Allocations;
  readonly paths: NodePaths;
  readonly nodeName: string;
  readonly facts: HostFacts;
  readonly allocatable: DownwardContext['allocatable'];
  readonly cgroupRoot: string;
  readonly cluster: { readonly servers: readonly string[]; readonly domain: string };
  /** As the runtime last said. */
  features(): RuntimeFeatures;
  observe(podUid: string): Promise<ObservedPod>;
  /** A name no earlier call answered. */
  version(): string;
  /** `container`: the part of the pod it is about; '' for the pod as a whole. */
  event(pod: Pod, container: string, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** The host ports of a pod's network; empty when it has none any more. */
  hostPorts(podUid: string, ports: readonly HostPortBinding[]): Promise<void>;
}
