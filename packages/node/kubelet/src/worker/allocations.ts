/**
 * The resources allocated to each pod, and those that its containers' cgroups have: an in-place resize changes the spec
 * before it changes either. Kept in the pod's directory, so that a kubelet that starts again goes on from there.
 */
import type { Node, Pod, ResourceRequirements } from '@kubets/api';
import { deepEqual, type Logger, messageOf } from '@kubets/base';
import type { CgroupLimits, FileSystem } from '../host/host.ts';
import { type NodePaths, podDirectory } from '../pod/keys.ts';
import { isRunning, type ObservedPod } from '../pod/observed.ts';
import { podCgroupLimits } from '../pod/qos.ts';
import {
  largerLimits,
  type PendingResize,
  type PodResources,
  resizeProblem,
  resourcesOf,
  withResources,
} from '../pod/resize.ts';

export interface ContainerInstance {
  readonly name: string;
  readonly id: string;
}

export interface Allocations {
  /** Allocates the requested resources, or records why not. Called before anything else is done for the pod. */
  decide(pod: Pod): Promise<void>;
  /** The pod with its allocated resources instead of the requested ones. */
  allocated(pod: Pod): Pod;
  /** What the container's cgroup was given; undefined where this is not known. */
  actuated(podUid: string, containerId: string): ResourceRequirements | undefined;
  noteActuated(podUid: string, container: ContainerInstance, resources: ResourceRequirements): Promise<void>;
  /** Limits for the pod's cgroup that hold what its containers have and what they are to have. */
  cgroupLimits(allocated: Pod, observed: ObservedPod): CgroupLimits;
  pending(podUid: string): PendingResize | undefined;
  /** Records why the resize could not be carried out; undefined: it was. */
  failed(podUid: string, message: string | undefined): void;
  failure(podUid: string): string | undefined;
  forget(podUid: string): void;
}

interface Entry {
  allocated: PodResources;
  /** By container name, of its newest run. */
  actuated: Readonly<Record<string, { readonly id: string; readonly resources: ResourceRequirements }>>;
  pending?: PendingResize | undefined;
  failure?: string | undefined;
}

export interface AllocationsOptions {
  readonly files: Pick<FileSystem, 'below' | 'makeDirectory'>;
  readonly paths: NodePaths;
  readonly log: Logger;
  node(): Node | undefined;
  /** The other pods that hold resources of the node, as they are allocated. */
  others(podUid: string): readonly Pod[];
}

const fileName = 'allocated-resources';
/** Twice the resources of the largest pod there can be. */
const maxFileBytes = 8 * 1024 * 1024;

export function createAllocations(options: AllocationsOptions): Allocations {
  return new StoredAllocations(options);
}

class StoredAllocations implements Allocations {
  readonly #options: AllocationsOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: AllocationsOptions) {
    this.#options = options;
  }

  async decide(pod: Pod): Promise<void> {
    const uid = pod.metadata?.uid ?? '';
    const entry = this.#entries.get(uid) ?? (await this.#read(uid));
    const desired = resourcesOf(pod);
    if (entry === undefined) {
      this.#entries.set(uid, { allocated: desired, actuated: {} });
      return;
    }
    this.#entries.set(uid, entry);
    if (deepEqual(entry.allocated, desired)) {
      entry.pending = undefined;
      return;
    }
    const node = this.#options.node();
    if (node === undefined) return;
    entry.pending = resizeProblem(pod, node, this.#options.others(uid));
    if (entry.pending !== undefined) return;
    entry.allocated = desired;
    await this.#write(uid, entry);
  }

  allocated(pod: Pod): Pod {
    const entry = this.#entries.get(pod.metadata?.uid ?? '');
    return entry === undefined ? pod : withResources(pod, entry.allocated);
  }

  actuated(podUid: string, containerId: string): ResourceRequirements | undefined {
    const all = Object.values(this.#entries.get(podUid)?.actuated ?? {});
    return all.find(({ id }) => id === containerId)?.resources;
  }

  async noteActuated(podUid: string, { name, id }: ContainerInstance, resources: ResourceRequirements): Promise<void> {
    const entry = this.#entries.get(podUid);
    if (entry === undefined) return;
    entry.actuated = { ...entry.actuated, [name]: { id, resources } };
    await this.#write(podUid, entry);
  }

  cgroupLimits(allocated: Pod, observed: ObservedPod): CgroupLimits {
    const entry = this.#entries.get(allocated.metadata?.uid ?? '');
    const actual: Record<string, ResourceRequirements> = {};
    for (const container of observed.containers.filter(isRunning)) {
      const last = Object.hasOwn(entry?.actuated ?? {}, container.name) ? entry?.actuated[container.name] : undefined;
      if (last?.id === container.id) actual[container.name] = last.resources;
    }
    return largerLimits(podCgroupLimits(allocated), podCgroupLimits(withResources(allocated, actual)));
  }

  pending(podUid: string): PendingResize | undefined {
    return this.#entries.get(podUid)?.pending;
  }

  failed(podUid: string, message: string | undefined): void {
    const entry = this.#entries.get(podUid);
    if (entry !== undefined) entry.failure = message;
  }

  failure(podUid: string): string | undefined {
    return this.#entries.get(podUid)?.failure;
  }

  forget(podUid: string): void {
    this.#entries.delete(podUid);
  }

  async #write(uid: string, { allocated, actuated }: Entry): Promise<void> {
    const { files, paths } = this.#options;
    await files.makeDirectory(podDirectory(paths, uid), 0o750);
    const below = files.below(podDirectory(paths, uid));
    // A kubelet that is killed leaves the old file or the new one. Containers do not outlive the machine's power.
    await below.write(`${fileName}.new`, new TextEncoder().encode(JSON.stringify({ allocated, actuated })), 0o600);
    await below.rename(`${fileName}.new`, fileName);
  }

  async #read(uid: string): Promise<Entry | undefined> {
    const { files, paths, log } = this.#options;
    const bytes = await files.below(podDirectory(paths, uid)).readTail(fileName, maxFileBytes);
    if (bytes === undefined) return undefined;
    try {
      const { allocated, actuated } = JSON.parse(new TextDecoder().decode(bytes)) as Partial<Entry>;
      return { allocated: allocated ?? {}, actuated: actuated ?? {} };
    } catch (error) {
      log.warn("a pod's allocated resources cannot be read", { uid, error: messageOf(error) });
      return undefined;
    }
  }
}
