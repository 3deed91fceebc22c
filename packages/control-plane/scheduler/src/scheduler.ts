/** Gives every pod without a node one: watches, decides, binds, and says why when it cannot. */
import { type Binding, type Node, nodes, type Pod, type PodCondition, pods } from '@kubets/api';
import { type Clock, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import type { SeriesEventRecorder } from '@kubets/controller-runtime/events';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { ClusterCache, holdsPlace } from './cluster-cache.ts';
import { decide, failureMessage } from './cycle.ts';
import type { SchedulerPlugin } from './plugin.ts';
import { defaultPlugins } from './profile.ts';
import { type QueuedPod, SchedulingQueue } from './scheduling-queue.ts';

export interface SchedulerOptions {
  readonly client: Client;
  readonly events: SeriesEventRecorder;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Pods that name this scheduler are its own. */
  readonly schedulerName?: string;
  readonly plugins?: readonly SchedulerPlugin[];
}

/** Bindings on their way at once. Deciding does not wait for them; a full house makes it wait. */
const mostBindings = 256;
const bindDeadlineMilliseconds = 30_000;
/** Characters. */
const longestNote = 1024;
const cut = ' ...';
/** Decisions in a row before other work gets a turn. */
const decisionsPerTurn = 32;

class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #name: string;
  readonly #plugins: readonly SchedulerPlugin[];
  readonly #cache = new ClusterCache();
  readonly #queue: SchedulingQueue;
  #start = 0;
  #binding = 0;
  #bindingFree: (() => void) | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#name = options.schedulerName ?? 'default-scheduler';
    this.#plugins = options.plugins ?? defaultPlugins;
    this.#queue = new SchedulingQueue(options.clock, this.#plugins);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { client } = this.#options;
    // What a predecessor bound last takes room, and must be seen.
    const options = { ...this.#options, newest: true };
    const nodeInformer = createInformer(client, nodes, options);
    const podInformer = createInformer(client, pods, options);
    nodeInformer.subscribe({
      added: (node) => this.#nodeChanged(node, 'add'),
      updated: (node, old) => this.#nodeChanged(node, 'update', old),
      deleted: (node) => this.#nodeDeleted(node),
    });
    podInformer.subscribe({
      added: (pod) => this.#podChanged(pod),
      updated: (pod, old) => this.#podChanged(pod, old),
      deleted: (pod) => this.#podDeleted(pod),
    });
    const informing = [nodeInformer.run(signal), podInformer.run(signal)];
    try {
      await Promise.all([nodeInformer.whenSynced(signal), podInformer.whenSynced(signal)]);
      await this.#loop(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#queue.close();
      await Promise.all(informing);
    }
  }

  #nodeChanged(node: Node, change: 'add' | 'update', old?: Node): void {
    this.#cache.setNode(node);
    if (old === undefined || nodeMattersChanged(old, node)) this.#queue.clusterChanged('node', change);
  }

  #nodeDeleted(node: Node): void {
    this.#cache.removeNode(node.metadata?.name ?? '');
    this.#queue.clusterChanged('node', 'delete');
  }

  #podChanged(pod: Pod, old?: Pod): void {
    this.#cache.observePod(pod);
    if (this.#isWaiting(pod)) {
      this.#queue.add(objectKeyOf(pod), pod);
      return;
    }
    this.#queue.remove(objectKeyOf(pod));
    if (old !== undefined && holdsPlace(old) && !holdsPlace(pod)) this.#queue.clusterChanged('pod', 'delete');
    else if (pod.spec?.nodeName && old?.spec?.nodeName === undefined) this.#queue.clusterChanged('pod', 'add');
    else if (old !== undefined && mayHaveShrunk(pod, old)) this.#queue.clusterChanged('pod', 'update');
  }

  #podDeleted(pod: Pod): void {
    this.#cache.removePod(pod);
    this.#queue.remove(objectKeyOf(pod));
    if (pod.spec?.nodeName) this.#queue.clusterChanged('pod', 'delete');
  }

  #isWaiting({ spec, status, metadata }: Pod): boolean {
    const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    const gated = (spec?.schedulingGates ?? []).length > 0;
    const ours = (spec?.schedulerName ?? 'default-scheduler') === this.#name;
    return ours && !spec?.nodeName && !finished && !gated && metadata?.deletionTimestamp === undefined;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#queue.ready(signal);
      for (let turn = 0; turn < decisionsPerTurn; turn++) {
        const entry = this.#queue.take();
        if (entry === undefined) break;
        await this.#bindingPlace();
        this.#schedule(entry, signal);
      }
      await this.#options.clock.sleep(0, signal);
    }
  }

  #schedule(entry: QueuedPod, signal: AbortSignal): void {
    const candidates = this.#cache.nodes;
    const decision = decide(this.#plugins, candidates, entry.pod, this.#start, this.#options.random);
    if (!decision.placed) {
      this.#refused(entry, failureMessage(decision.diagnosis), decision.diagnosis.plugins, signal);
      return;
    }
    this.#start = candidates.length === 0 ? 0 : (this.#start + decision.evaluated) % candidates.length;
    this.#cache.assume(entry.pod, decision.node);
    this.#binding++;
    this.#bind(entry, decision.node, signal)
      .catch((error: unknown) => this.#bindFailed(entry, error, signal))
      .finally(() => {
        this.#binding--;
        this.#bindingFree?.();
        this.#bindingFree = undefined;
      });
  }

  async #bind(entry: QueuedPod, node: string, signal: AbortSignal): Promise<void> {
    const { client, events, clock } = this.#options;
    const { namespace, name, uid } = entry.pod.metadata ?? {};
    const binding: Binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { namespace: namespace ?? '', name: name ?? '', ...(uid === undefined ? {} : { uid }) },
      target: { kind: 'Node', name: node },
    };
    const deadline = new AbortController();
    const timer = clock.setTimer(bindDeadlineMilliseconds, () => deadline.abort());
    try {
      const both = AbortSignal.any([signal, deadline.signal]);
      await client.createSub(pods, { namespace, name: name ?? '' }, 'binding', binding, { signal: both });
    } finally {
      timer.cancel();
    }
    this.#queue.done(entry);
    const note = `Successfully assigned ${namespace}/${name} to ${node}`;
    events.event(entry.pod, 'Normal', 'Scheduled', 'Binding', note);
  }

  #bindFailed(entry: QueuedPod, error: unknown, signal: AbortSignal): void {
    this.#cache.forget(entry.pod);
    this.#queue.clusterChanged('pod', 'delete');
    if (signal.aborted) return;
    // Gone, or bound by somebody else: its own events will say so.
    if (isNotFound(error) || isConflict(error)) this.#queue.failed(entry, new Set());
    else this.#refused(entry, `running Bind plugin "DefaultBinder": ${messageOf(error)}`, new Set(), signal);
  }

  /** Sets the pod aside and tells: an event each time, the condition when it says something new. */
  #refused(entry: QueuedPod, message: string, refusedBy: ReadonlySet<string>, signal: AbortSignal): void {
    const { events, log } = this.#options;
    this.#queue.failed(entry, refusedBy);
    events.event(entry.pod, 'Warning', 'FailedScheduling', 'Scheduling', shortened(message));
    const reason = refusedBy.size > 0 ? 'Unschedulable' : 'SchedulerError';
    this.#tell(entry.pod, reason, message, signal).catch((error: unknown) => {
      if (!signal.aborted && !isNotFound(error))
        log.warn('could not tell why a pod has no node', { pod: entry.key, error: messageOf(error) });
    });
  }

  async #tell(pod: Pod, reason: string, message: string, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const condition = unscheduledCondition(pod, reason, message, formatTime(clock.now()));
    if (condition === undefined) return;
    const { namespace, name, uid } = pod.metadata ?? {};
    const patch = { metadata: { uid }, status: { conditions: [condition] } };
    await client.patch(pods, { namespace, name: name ?? '' }, 'strategic', patch, { subresource: 'status', signal });
  }

  async #bindingPlace(): Promise<void> {
    while (this.#binding >= mostBindings)
      await new Promise<void>((resolve) => {
        this.#bindingFree = resolve;
      });
  }
}

/** Whether a bound pod may request less than before. A deletion is a new generation too, but frees nothing until the pod ends. */
function mayHaveShrunk(pod: Pod, old: Pod): boolean {
  const { generation, deletionTimestamp } = pod.metadata ?? {};
  return holdsPlace(pod) && deletionTimestamp === undefined && generation !== old.metadata?.generation;
}

/** Notes of events have a limit; what is cut off shows. */
export function shortened(note: string): string {
  return note.length <= longestNote ? note : `${note.slice(0, longestNote - cut.length)}${cut}`;
}

/** The PodScheduled condition to write; undefined when it stands already. */
export function unscheduledCondition(pod: Pod, reason: string, message: string, now: string): PodCondition | undefined {
  const old = pod.status?.conditions?.find((each) => each.type === 'PodScheduled');
  if (old?.status === 'False' && old.reason === reason && old.message === message) return undefined;
  return {
    type: 'PodScheduled',
    status: 'False',
    reason,
    message,
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' && old.lastTransitionTime ? old.lastTransitionTime : now,
  } as PodCondition;
}

/** Whether a node's update can change any decision: heartbeats do not. */
export function nodeMattersChanged(old: Node, next: Node): boolean {
  const view = (node: Node): string =>
    JSON.stringify([node.spec?.unschedulable, node.spec?.taints, node.metadata?.labels, node.status?.allocatable]);
  return old !== next && view(old) !== view(next);
}

/** Runs a scheduler until the signal aborts. Rejects only on a bug of its own. */
export function runScheduler(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  return new Scheduler(options).run(signal);
}
