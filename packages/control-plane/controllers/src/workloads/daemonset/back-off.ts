/**
 * The back-off of failed pods by node. A kubelet that rejects the pod and this controller would otherwise create and reject pods without
 * end. As upstream, it is in memory.
 */
import type { DaemonSet } from '@kubets/api';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';

const initialBackOffMs = 1000;
const maxBackOffMs = 15 * 60_000;

interface Entry {
  readonly backOffMs: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Back-offs of one DaemonSet. */
export class FailedPodsBackOff {
  readonly #nodes = new Map<string, Entry>();

  /** How long the failed pod of the node is kept, in milliseconds; 0 if it is deleted now. */
  remainingMs(node: string, now: number): number {
    const entry = this.#current(node, now);
    return entry === undefined ? 0 : Math.max(0, entry.since + entry.backOffMs - now);
  }

  /** Records that the failed pod of the node is deleted now. */
  record(node: string, now: number): void {
    const before = this.#current(node, now);
    const backOffMs = before === undefined ? initialBackOffMs : Math.min(before.backOffMs * 2, maxBackOffMs);
    this.#nodes.set(node, { backOffMs, since: now });
  }

  /** Forgets nodes that no longer exist. */
  retain(nodes: ReadonlySet<string>): void {
    for (const node of this.#nodes.keys()) if (!nodes.has(node)) this.#nodes.delete(node);
  }

  /** A node without failures for twice the longest back-off starts again. */
  #current(node: string, now: number): Entry | undefined {
    const entry = this.#nodes.get(node);
    return entry === undefined || now - entry.since > 2 * maxBackOffMs ? undefined : entry;
  }
}

interface Known {
  readonly uid: string;
  readonly generation: number;
  readonly backOff: FailedPodsBackOff;
}

/** Those of all DaemonSets. As upstream, a back-off starts again with each observed generation. */
export class BackOffs {
  readonly #known = new Map<string, Known>();

  of(set: DaemonSet): FailedPodsBackOff {
    const { uid = '' } = set.metadata ?? {};
    const generation = set.status?.observedGeneration ?? 0;
    const there = this.#known.get(objectKeyOf(set));
    if (there?.uid === uid && there.generation === generation) return there.backOff;
    const backOff = new FailedPodsBackOff();
    this.#known.set(objectKeyOf(set), { uid, generation, backOff });
    return backOff;
  }

  delete(namespace: string, name: string): void {
    this.#known.delete(objectKey(namespace, name));
  }
}
