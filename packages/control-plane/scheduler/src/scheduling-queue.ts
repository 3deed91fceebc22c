/**
 * Pods that wait for a node: ready to be tried (by priority, then in the order they were queued), backing off after a failure, or set aside until
 * something changes that one of the plugins which refused them waits for.
 */
import type { Pod } from '@kubets/api';
import { type Clock, deepEqual, Heap, type Timer } from '@kubets/base';
import type { ClusterChange, SchedulerPlugin } from './plugin.ts';

export interface QueuedPod {
  readonly key: string;
  readonly pod: Pod;
  /** Counts up with every pod that is queued or comes back after a failure: lower ones of one priority go first. */
  readonly order: number;
  readonly attempts: number;
  /** Plugins that refused it in its last attempt; empty after an error. */
  readonly refusedBy: ReadonlySet<string>;
}

const firstBackoff = 1_000;
const longestBackoff = 10_000;
/** What no event has woken is tried again after this long, in case one was missed. */
const longestAside = 300_000;

export function backoffOf(attempts: number): number {
  return Math.min(longestBackoff, firstBackoff * 2 ** Math.max(0, attempts - 1));
}

const priorityOf = (pod: Pod): number => pod.spec?.priority ?? 0;

function byPriorityThenOrder(a: QueuedPod, b: QueuedPod): number {
  return priorityOf(b.pod) - priorityOf(a.pod) || a.order - b.order;
}

interface Waiting {
  entry: QueuedPod;
  readonly timer: Timer;
  /** When its back-off ends, ms on the monotonic clock. */
  readonly backoffEnd: number;
  aside: boolean;
}

/** A pod being tried now: its newest form, and what has changed meanwhile that may help it. */
interface Trying {
  /** Of the entry: a pod that is made anew under its name is another one. */
  readonly order: number;
  pod: Pod;
  readonly changes: { readonly kind: 'node' | 'pod'; readonly change: ClusterChange }[];
}

export class SchedulingQueue {
  readonly #clock: Clock;
  readonly #plugins: readonly SchedulerPlugin[];
  readonly #active = new Heap<QueuedPod>(byPriorityThenOrder);
  /** Pods that are (validly) in the heap: an entry that is not the one named here is stale. */
  readonly #activeEntries = new Map<string, QueuedPod>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #trying = new Map<string, Trying>();
  #wake: (() => void) | undefined;
  #order = 0;

  constructor(clock: Clock, plugins: readonly SchedulerPlugin[]) {
    this.#clock = clock;
    this.#plugins = plugins;
  }

  get size(): { readonly active: number; readonly waiting: number } {
    return { active: this.#activeEntries.size, waiting: this.#waiting.size };
  }

  /** A pod without a node is new or changed. A change wakes it: its own wishes may be others now. */
  add(key: string, pod: Pod): void {
    const trying = this.#trying.get(key);
    if (trying !== undefined) {
      trying.pod = pod;
      return;
    }
    const known = this.#activeEntries.get(key) ?? this.#waiting.get(key)?.entry;
    if (known === undefined) {
      this.#activate({ key, pod, order: this.#order++, attempts: 0, refusedBy: new Set() });
      return;
    }
    const entry = { ...known, pod };
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#activate(entry);
    else {
      waiting.entry = entry;
      if (waiting.aside && wishesChanged(known.pod, pod)) this.#release(waiting);
    }
  }

  remove(key: string): void {
    this.#activeEntries.delete(key);
    this.#trying.delete(key);
    this.#waiting.get(key)?.timer.cancel();
    this.#waiting.delete(key);
  }

  /** The next pod to try; undefined when there is none now. It must come back through `done` or `failed`. */
  take(): QueuedPod | undefined {
    for (let entry = this.#active.pop(); entry !== undefined; entry = this.#active.pop()) {
      if (this.#activeEntries.get(entry.key) !== entry) continue;
      this.#activeEntries.delete(entry.key);
      this.#trying.set(entry.key, { order: entry.order, pod: entry.pod, changes: [] });
      return { ...entry, attempts: entry.attempts + 1 };
    }
    return undefined;
  }

  done(entry: QueuedPod): void {
    if (this.#trying.get(entry.key)?.order === entry.order) this.#trying.delete(entry.key);
  }

  /** No node, or the binding failed (then nothing refused it and time alone brings it back). */
  failed(entry: QueuedPod, refusedBy: ReadonlySet<string>): void {
    const trying = this.#trying.get(entry.key);
    // Deleted or bound by somebody else meanwhile.
    if (trying?.order !== entry.order) return;
    this.#trying.delete(entry.key);
    const next = { ...entry, pod: trying.pod, order: this.#order++, refusedBy };
    const mayFit =
      refusedBy.size === 0 ||
      wishesChanged(entry.pod, trying.pod) ||
      trying.changes.some(({ kind, change }) => this.#helps(next, kind, change));
    this.#wait(next, !mayFit);
  }

  /** Something changed in the cluster: pods it may help leave their place aside, after their back-off. */
  clusterChanged(kind: 'node' | 'pod', change: ClusterChange): void {
    for (const trying of this.#trying.values()) trying.changes.push({ kind, change });
    for (const waiting of this.#waiting.values()) {
      if (waiting.aside && this.#helps(waiting.entry, kind, change)) this.#release(waiting);
    }
  }

  /** Resolves when there may be a pod to take, or the signal aborts. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#activeEntries.size > 0 || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => resolve();
    this.#wake = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
    await promise;
    // The signal lives as long as the scheduler: what is left on it adds up.
    signal.removeEventListener('abort', onAbort);
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    this.#activeEntries.clear();
  }

  #helps(entry: QueuedPod, kind: 'node' | 'pod', change: ClusterChange): boolean {
    return this.#plugins.some(
      (plugin) => entry.refusedBy.has(plugin.name) && plugin.wakeOn[kind]?.includes(change) === true,
    );
  }

  #activate(entry: QueuedPod): void {
    this.#activeEntries.set(entry.key, entry);
    this.#active.push(entry);
    this.#wake?.();
    this.#wake = undefined;
  }

  #wait(entry: QueuedPod, aside: boolean): void {
    const backoffEnd = this.#clock.monotonic() + backoffOf(entry.attempts);
    this.#park(entry, backoffEnd, aside);
  }

  #park(entry: QueuedPod, backoffEnd: number, aside: boolean): void {
    const delay = aside ? longestAside : Math.max(0, backoffEnd - this.#clock.monotonic());
    const timer = this.#clock.setTimer(delay, () => {
      const waiting = this.#waiting.get(entry.key);
      this.#waiting.delete(entry.key);
      if (waiting !== undefined) this.#activate(waiting.entry);
    });
    this.#waiting.set(entry.key, { entry, timer, backoffEnd, aside });
  }

  #release(waiting: Waiting): void {
    waiting.timer.cancel();
    this.#waiting.delete(waiting.entry.key);
    if (waiting.backoffEnd <= this.#clock.monotonic()) this.#activate(waiting.entry);
    else this.#park(waiting.entry, waiting.backoffEnd, false);
  }
}

/** Whether anything the plugins look at differs; status changes (our own conditions among them) do not count. */
function wishesChanged(old: Pod, next: Pod): boolean {
  return (
    old.metadata?.generation !== next.metadata?.generation ||
    !deepEqual(old.metadata?.labels, next.metadata?.labels) ||
    !deepEqual(old.spec?.tolerations, next.spec?.tolerations) ||
    (old.spec?.schedulingGates?.length ?? 0) !== (next.spec?.schedulingGates?.length ?? 0)
  );
}
