/**
 * Pods that wait to be scheduled: active pods, by priority and then in the order they were queued; pods in backoff after a failure;
 * and unschedulable pods, which wait for an event that one of the plugins that rejected them has registered.
 */
import type { Pod } from '@kubets/api';
import { type Clock, deepEqual, Heap, type Timer } from '@kubets/base';
import type { ActionType, SchedulerPlugin } from './plugin.ts';

export interface QueuedPodInfo {
  readonly key: string;
  readonly pod: Pod;
  /** Increases with every pod that is queued or requeued. Of pods with the same priority, the lowest comes first. */
  readonly order: number;
  readonly attempts: number;
  /** The plugins that rejected the pod in its last attempt; empty after an error. */
  readonly unschedulablePlugins: ReadonlySet<string>;
}

const podInitialBackoffMs = 1_000;
const podMaxBackoffMs = 10_000;
/** An unschedulable pod is retried after this time even without an event. */
const podMaxInUnschedulablePodsMs = 300_000;

export function backoffDurationMs(attempts: number): number {
  return Math.min(podMaxBackoffMs, podInitialBackoffMs * 2 ** Math.max(0, attempts - 1));
}

const priorityOf = (pod: Pod): number => pod.spec?.priority ?? 0;

function byPriorityThenOrder(a: QueuedPodInfo, b: QueuedPodInfo): number {
  return priorityOf(b.pod) - priorityOf(a.pod) || a.order - b.order;
}

interface WaitingPod {
  entry: QueuedPodInfo;
  readonly timer: Timer;
  /** The end of its backoff, in milliseconds of the monotonic clock. */
  readonly backoffEnd: number;
  unschedulable: boolean;
}

/** A pod in its scheduling or binding cycle: its latest version, and the events since the cycle started. */
interface InFlightPod {
  /** That of the entry: distinguishes the pod from a new one with the same name. */
  readonly order: number;
  pod: Pod;
  readonly events: { readonly kind: 'node' | 'pod'; readonly change: ActionType }[];
}

export class SchedulingQueue {
  readonly #clock: Clock;
  readonly #plugins: readonly SchedulerPlugin[];
  readonly #activeQueue = new Heap<QueuedPodInfo>(byPriorityThenOrder);
  /** The current entry of each active pod. Other entries in the heap are stale. */
  readonly #activeEntries = new Map<string, QueuedPodInfo>();
  readonly #waiting = new Map<string, WaitingPod>();
  readonly #inFlightPods = new Map<string, InFlightPod>();
  #wake: (() => void) | undefined;
  #order = 0;

  constructor(clock: Clock, plugins: readonly SchedulerPlugin[]) {
    this.#clock = clock;
    this.#plugins = plugins;
  }

  get size(): { readonly active: number; readonly waiting: number } {
    return { active: this.#activeEntries.size, waiting: this.#waiting.size };
  }

  /** Adds or updates a pod. An update that can make an unschedulable pod schedulable requeues it. */
  add(key: string, pod: Pod): void {
    const trying = this.#inFlightPods.get(key);
    if (trying !== undefined) {
      trying.pod = pod;
      return;
    }
    const known = this.#activeEntries.get(key) ?? this.#waiting.get(key)?.entry;
    if (known === undefined) {
      this.#activate({ key, pod, order: this.#order++, attempts: 0, unschedulablePlugins: new Set() });
      return;
    }
    const entry = { ...known, pod };
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#activate(entry);
    else {
      waiting.entry = entry;
      if (waiting.unschedulable && schedulingPropertiesChanged(known.pod, pod)) this.#release(waiting);
    }
  }

  delete(key: string): void {
    this.#activeEntries.delete(key);
    this.#inFlightPods.delete(key);
    this.#waiting.get(key)?.timer.cancel();
    this.#waiting.delete(key);
  }

  /** The next pod to schedule; undefined if there is none. The caller must call `done` or `addUnschedulable` for it. */
  pop(): QueuedPodInfo | undefined {
    for (let entry = this.#activeQueue.pop(); entry !== undefined; entry = this.#activeQueue.pop()) {
      if (this.#activeEntries.get(entry.key) !== entry) continue;
      this.#activeEntries.delete(entry.key);
      this.#inFlightPods.set(entry.key, { order: entry.order, pod: entry.pod, events: [] });
      return { ...entry, attempts: entry.attempts + 1 };
    }
    return undefined;
  }

  done(entry: QueuedPodInfo): void {
    if (this.#inFlightPods.get(entry.key)?.order === entry.order) this.#inFlightPods.delete(entry.key);
  }

  /** Requeues a pod that could not be scheduled or bound. Without unschedulable plugins it only backs off. */
  addUnschedulable(entry: QueuedPodInfo, unschedulablePlugins: ReadonlySet<string>): void {
    const trying = this.#inFlightPods.get(entry.key);
    // It was deleted, or bound by another scheduler, in the meantime.
    if (trying?.order !== entry.order) return;
    this.#inFlightPods.delete(entry.key);
    const next = { ...entry, pod: trying.pod, order: this.#order++, unschedulablePlugins };
    const worthRequeuing =
      unschedulablePlugins.size === 0 ||
      schedulingPropertiesChanged(entry.pod, trying.pod) ||
      trying.events.some(({ kind, change }) => this.#isPodWorthRequeuing(next, kind, change));
    this.#wait(next, !worthRequeuing);
  }

  /** Requeues the unschedulable pods that an event may make schedulable, after their backoff. */
  moveAllToActiveOrBackoffQueue(kind: 'node' | 'pod', change: ActionType): void {
    for (const trying of this.#inFlightPods.values()) trying.events.push({ kind, change });
    for (const waiting of this.#waiting.values()) {
      if (waiting.unschedulable && this.#isPodWorthRequeuing(waiting.entry, kind, change)) this.#release(waiting);
    }
  }

  /** Resolves when a pod may be active, or when the signal aborts. */
  async ready(signal: AbortSignal): Promise<void> {
    if (this.#activeEntries.size > 0 || signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onAbort = (): void => resolve();
    this.#wake = resolve;
    signal.addEventListener('abort', onAbort, { once: true });
    await promise;
    // The signal lives as long as the scheduler, so listeners must not accumulate.
    signal.removeEventListener('abort', onAbort);
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) timer.cancel();
    this.#waiting.clear();
    this.#activeEntries.clear();
  }

  #isPodWorthRequeuing(entry: QueuedPodInfo, kind: 'node' | 'pod', change: ActionType): boolean {
    return this.#plugins.some(
      (plugin) =>
        entry.unschedulablePlugins.has(plugin.name) && plugin.eventsToRegister[kind]?.includes(change) === true,
    );
  }

  #activate(entry: QueuedPodInfo): void {
    this.#activeEntries.set(entry.key, entry);
    this.#activeQueue.push(entry);
    this.#wake?.();
    this.#wake = undefined;
  }

  #wait(entry: QueuedPodInfo, aside: boolean): void {
    const backoffEnd = this.#clock.monotonic() + backoffDurationMs(entry.attempts);
    this.#park(entry, backoffEnd, aside);
  }

  #park(entry: QueuedPodInfo, backoffEnd: number, aside: boolean): void {
    const delay = aside ? podMaxInUnschedulablePodsMs : Math.max(0, backoffEnd - this.#clock.monotonic());
    const timer = this.#clock.setTimer(delay, () => {
      const waiting = this.#waiting.get(entry.key);
      this.#waiting.delete(entry.key);
      if (waiting !== undefined) this.#activate(waiting.entry);
    });
    this.#waiting.set(entry.key, { entry, timer, backoffEnd, unschedulable: aside });
  }

  #release(waiting: WaitingPod): void {
    waiting.timer.cancel();
    this.#waiting.delete(waiting.entry.key);
    if (waiting.backoffEnd <= this.#clock.monotonic()) this.#activate(waiting.entry);
    else this.#park(waiting.entry, waiting.backoffEnd, false);
  }
}

/** Whether anything that plugins read has changed. The status, which the scheduler writes itself, does not count. */
function schedulingPropertiesChanged(old: Pod, next: Pod): boolean {
  return (
    old.metadata?.generation !== next.metadata?.generation ||
    !deepEqual(old.metadata?.labels, next.metadata?.labels) ||
    !deepEqual(old.spec?.tolerations, next.spec?.tolerations) ||
    (old.spec?.schedulingGates?.length ?? 0) !== (next.spec?.schedulingGates?.length ?? 0)
  );
}
