/** Assigns pods to nodes: watches pods and nodes, selects a node for each pod, binds the pod, and reports failures. */
import { type Binding, type Node, nodes, type Pod, type PodCondition, pods } from '@kubets/api';
import { type Clock, deepEqual, type Logger, messageOf, type Random } from '@kubets/base';
import { type Client, createInformer } from '@kubets/client';
import type { SeriesEventRecorder } from '@kubets/controller-runtime/events';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import type { SchedulerPlugin } from './plugin.ts';
import { defaultPlugins } from './profile.ts';
import { isAssigned, SchedulerCache } from './scheduler-cache.ts';
import { fitErrorMessage, schedulePod } from './scheduling-cycle.ts';
import { type QueuedPodInfo, SchedulingQueue } from './scheduling-queue.ts';

export interface SchedulerOptions {
  readonly client: Client;
  readonly events: SeriesEventRecorder;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The scheduler is responsible for pods with this `schedulerName`. Default `default-scheduler`. */
  readonly schedulerName?: string;
  readonly plugins?: readonly SchedulerPlugin[];
}

/** The scheduling of further pods waits while this many bindings are in progress. */
const maxConcurrentBindings = 256;
const bindTimeoutMs = 30_000;
const maxNoteLength = 1024;
const ellipsis = ' ...';
/** Pods scheduled in a row before the event loop gets a turn. */
const podsPerTurn = 32;

class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #name: string;
  readonly #plugins: readonly SchedulerPlugin[];
  readonly #cache = new SchedulerCache();
  readonly #queue: SchedulingQueue;
  #nextStartNodeIndex = 0;
  #bindings = 0;
  #bindingFree: (() => void) | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#name = options.schedulerName ?? 'default-scheduler';
    this.#plugins = options.plugins ?? defaultPlugins;
    this.#queue = new SchedulingQueue(options.clock, this.#plugins);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { client } = this.#options;
    // The last bindings of a previous leader use resources and must be visible.
    const options = { ...this.#options, consistentList: true };
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
    const informers = [nodeInformer.run(signal), podInformer.run(signal)];
    try {
      await Promise.all([nodeInformer.waitForSync(signal), podInformer.waitForSync(signal)]);
      await this.#loop(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#queue.close();
      await Promise.all(informers);
    }
  }

  #nodeChanged(node: Node, change: 'add' | 'update', old?: Node): void {
    this.#cache.setNode(node);
    if (old === undefined || nodeSchedulingPropertiesChanged(old, node))
      this.#queue.moveAllToActiveOrBackoffQueue('node', change);
  }

  #nodeDeleted(node: Node): void {
    this.#cache.removeNode(node.metadata?.name ?? '');
    this.#queue.moveAllToActiveOrBackoffQueue('node', 'delete');
  }

  #podChanged(pod: Pod, old?: Pod): void {
    this.#cache.setPod(pod);
    if (this.#isResponsibleFor(pod)) {
      this.#queue.add(objectKeyOf(pod), pod);
      return;
    }
    this.#queue.delete(objectKeyOf(pod));
    if (old !== undefined && isAssigned(old) && !isAssigned(pod))
      this.#queue.moveAllToActiveOrBackoffQueue('pod', 'delete');
    else if (pod.spec?.nodeName && old?.spec?.nodeName === undefined)
      this.#queue.moveAllToActiveOrBackoffQueue('pod', 'add');
    else if (old !== undefined && mayRequestLess(pod, old)) this.#queue.moveAllToActiveOrBackoffQueue('pod', 'update');
  }

  #podDeleted(pod: Pod): void {
    this.#cache.removePod(pod);
    this.#queue.delete(objectKeyOf(pod));
    if (pod.spec?.nodeName) this.#queue.moveAllToActiveOrBackoffQueue('pod', 'delete');
  }

  #isResponsibleFor({ spec, status, metadata }: Pod): boolean {
    const finished = status?.phase === 'Succeeded' || status?.phase === 'Failed';
    const gated = (spec?.schedulingGates ?? []).length > 0;
    const ours = (spec?.schedulerName ?? 'default-scheduler') === this.#name;
    return ours && !spec?.nodeName && !finished && !gated && metadata?.deletionTimestamp === undefined;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#queue.ready(signal);
      for (let turn = 0; turn < podsPerTurn; turn++) {
        const entry = this.#queue.pop();
        if (entry === undefined) break;
        await this.#bindingSlot();
        this.#scheduleOne(entry, signal);
      }
      await this.#options.clock.sleep(0, signal);
    }
  }

  #scheduleOne(entry: QueuedPodInfo, signal: AbortSignal): void {
    const candidates = this.#cache.nodes;
    const result = schedulePod(this.#plugins, candidates, entry.pod, this.#nextStartNodeIndex, this.#options.random);
    if (!result.scheduled) {
      this.#handleSchedulingFailure(
        entry,
        fitErrorMessage(result.diagnosis),
        result.diagnosis.unschedulablePlugins,
        signal,
      );
      return;
    }
    this.#nextStartNodeIndex =
      candidates.length === 0 ? 0 : (this.#nextStartNodeIndex + result.evaluatedNodes) % candidates.length;
    this.#cache.assumePod(entry.pod, result.suggestedHost);
    this.#bindings++;
    this.#bind(entry, result.suggestedHost, signal)
      .catch((error: unknown) => this.#handleBindingError(entry, error, signal))
      .finally(() => {
        this.#bindings--;
        this.#bindingFree?.();
        this.#bindingFree = undefined;
      });
  }

  async #bind(entry: QueuedPodInfo, node: string, signal: AbortSignal): Promise<void> {
    const { client, events, clock } = this.#options;
    const { namespace, name, uid } = entry.pod.metadata ?? {};
    const binding: Binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { namespace: namespace ?? '', name: name ?? '', ...(uid === undefined ? {} : { uid }) },
      target: { kind: 'Node', name: node },
    };
    const deadline = new AbortController();
    const timer = clock.setTimer(bindTimeoutMs, () => deadline.abort());
    try {
      const either = AbortSignal.any([signal, deadline.signal]);
      await client.createSub(pods, { namespace, name: name ?? '' }, 'binding', binding, { signal: either });
    } finally {
      timer.cancel();
    }
    this.#queue.done(entry);
    const note = `Successfully assigned ${namespace}/${name} to ${node}`;
    events.event(entry.pod, 'Normal', 'Scheduled', 'Binding', note);
  }

  #handleBindingError(entry: QueuedPodInfo, error: unknown, signal: AbortSignal): void {
    this.#cache.forgetPod(entry.pod);
    this.#queue.moveAllToActiveOrBackoffQueue('pod', 'delete');
    if (signal.aborted) return;
    // Deleted, or bound by another scheduler: the watch shows which.
    if (isNotFound(error) || isConflict(error)) this.#queue.addUnschedulable(entry, new Set());
    else
      this.#handleSchedulingFailure(
        entry,
        `running Bind plugin "DefaultBinder": ${messageOf(error)}`,
        new Set(),
        signal,
      );
  }

  /** Requeues the pod and reports the failure: an event each time, the condition when it changes. */
  #handleSchedulingFailure(
    entry: QueuedPodInfo,
    message: string,
    unschedulablePlugins: ReadonlySet<string>,
    signal: AbortSignal,
  ): void {
    const { events, log } = this.#options;
    this.#queue.addUnschedulable(entry, unschedulablePlugins);
    events.event(entry.pod, 'Warning', 'FailedScheduling', 'Scheduling', truncateNote(message));
    const reason = unschedulablePlugins.size > 0 ? 'Unschedulable' : 'SchedulerError';
    this.#updatePodCondition(entry.pod, reason, message, signal).catch((error: unknown) => {
      if (!signal.aborted && !isNotFound(error))
        log.warn('cannot update the condition of an unschedulable pod', { pod: entry.key, error: messageOf(error) });
    });
  }

  async #updatePodCondition(pod: Pod, reason: string, message: string, signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    const condition = podScheduledCondition(pod, reason, message, formatTime(clock.now()));
    if (condition === undefined) return;
    const { namespace, name, uid } = pod.metadata ?? {};
    const patch = { metadata: { uid }, status: { conditions: [condition] } };
    await client.patch(pods, { namespace, name: name ?? '' }, 'strategic', patch, { subresource: 'status', signal });
  }

  async #bindingSlot(): Promise<void> {
    while (this.#bindings >= maxConcurrentBindings)
      await new Promise<void>((resolve) => {
        this.#bindingFree = resolve;
      });
  }
}

/** Whether a bound pod may request less than before. A deletion changes the generation too, but frees nothing until the pod ends. */
function mayRequestLess(pod: Pod, old: Pod): boolean {
  const { generation, deletionTimestamp } = pod.metadata ?? {};
  return isAssigned(pod) && deletionTimestamp === undefined && generation !== old.metadata?.generation;
}

/** Truncates the note of an event to the limit of the API. */
export function truncateNote(note: string): string {
  return note.length <= maxNoteLength ? note : `${note.slice(0, maxNoteLength - ellipsis.length)}${ellipsis}`;
}

/** The PodScheduled condition to write; undefined if the pod has it already. */
export function podScheduledCondition(
  pod: Pod,
  reason: string,
  message: string,
  now: string,
): PodCondition | undefined {
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

/** Whether an update of a node can make a pod schedulable. Heartbeats cannot. */
export function nodeSchedulingPropertiesChanged(old: Node, next: Node): boolean {
  const view = ({ metadata, spec, status }: Node): readonly unknown[] => [
    spec?.unschedulable,
    spec?.taints,
    metadata?.labels,
    status?.allocatable,
  ];
  return old !== next && !deepEqual(view(old), view(next));
}

/** Runs a scheduler until the signal aborts. Rejects only on a bug. */
export function runScheduler(options: SchedulerOptions, signal: AbortSignal): Promise<void> {
  return new Scheduler(options).run(signal);
}
