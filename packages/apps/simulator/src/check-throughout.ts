/** Checks of every revision, during faults. */
import type { OwnerReference } from '@kubets/machinery/meta';
import { type History, type HistoryEvent, resourceOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

/** Keys that servers use internally. */
const noObjects: ReadonlySet<string> = new Set(['masterleases', 'allocations/nodeports']);

/** Finds values that are allocated twice. */
class Holders {
  readonly #holders = new Map<string, string>();

  /** Returns the other holder. */
  take(thing: string, holder: string): string | undefined {
    const other = this.#holders.get(thing);
    if (other !== undefined && other !== holder) return other;
    this.#holders.set(thing, holder);
    return undefined;
  }

  release(thing: string, holder: string): void {
    if (this.#holders.get(thing) === holder) this.#holders.delete(thing);
  }
}

const isOver = (pod: Stored | undefined): boolean =>
  pod === undefined || pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
const isActive = (pod: Stored | undefined): boolean => !isOver(pod) && pod?.metadata?.deletionTimestamp === undefined;

interface NumberedPort {
  readonly nodePort?: number;
}

export function allocationsOf(service: Stored | undefined): readonly string[] {
  const { clusterIPs = [], ports = [] } = (service?.spec ?? {}) as {
    clusterIPs?: readonly string[];
    ports?: readonly NumberedPort[];
  };
  const nodePorts = new Set(ports.flatMap(({ nodePort }) => (nodePort ? [`node port ${nodePort}`] : [])));
  return [...clusterIPs.filter((ip) => ip !== 'None' && ip !== '').map((ip) => `cluster IP ${ip}`), ...nodePorts];
}

export class ThroughoutChecks {
  readonly #violations: Violations;
  readonly #uids = new Map<string, string>();
  readonly #allocated = new Holders();
  /** Succeeded pods, by the uid of their controller. */
  readonly #succeeded = new Map<string, Set<string>>();
  /** Pods that succeeded while they were being deleted, by owner. The Job has already replaced them. */
  readonly #replaced = new Map<string, Set<string>>();
  /** Active pods by the uid of their controller, and the maximum that it requested. */
  readonly #active = new Map<string, Set<string>>();
  readonly #asked = new Map<string, number>();
  /** The controller of each pod, by the pod's uid. An orphan still counts for the controller that must adopt it. */
  readonly #ownerOf = new Map<string, OwnerReference>();

  constructor(history: History, violations: Violations) {
    this.#violations = violations;
    history.listen((event) => this.#check(event));
  }

  #check(event: HistoryEvent): void {
    const { object, previous } = event;
    if (object !== undefined) this.#identity(event, object);
    if (object !== undefined && previous !== undefined) this.#change(event, object, previous);
    const resource = resourceOf(event.key);
    if (resource === 'pods') this.#pod(event);
    if (resource === 'services/specs') this.#service(event);
    if (resource === 'jobs') this.#job(event);
    if (resource === 'jobs') this.#ask(object, object?.spec?.parallelism);
    if (resource === 'replicasets' || resource === 'statefulsets') this.#ask(object, object?.spec?.replicas);
  }

  #fail(rule: string, event: HistoryEvent, detail: string): void {
    this.#violations.add(rule, `${event.key} at ${event.revision}: ${detail}`);
  }

  #identity(event: HistoryEvent, object: Stored): void {
    if (noObjects.has(resourceOf(event.key))) return;
    const uid = object.metadata?.uid ?? '';
    if (uid === '') this.#fail('every object has a uid', event, 'it has none');
    const known = this.#uids.get(uid);
    if (known !== undefined && (known !== event.key || event.previous === undefined))
      this.#fail('a uid is unique', event, `${uid} was that of ${known}`);
    this.#uids.set(uid, event.key);
  }

  #change(event: HistoryEvent, object: Stored, previous: Stored): void {
    const now = object.metadata ?? {};
    const before = previous.metadata ?? {};
    if (now.uid !== before.uid)
      this.#fail('one object is not replaced by another', event, `${before.uid} → ${now.uid}`);
    if ((now.generation ?? 0) < (before.generation ?? 0))
      this.#fail('generations never decrease', event, `${before.generation} → ${now.generation}`);
    if (before.deletionTimestamp !== undefined && now.deletionTimestamp === undefined)
      this.#fail('a deletion is not reverted', event, `was ${before.deletionTimestamp}`);
    if (before.deletionTimestamp !== undefined) {
      const added = (now.finalizers ?? []).filter((each) => !before.finalizers?.includes(each));
      if (added.length > 0) this.#fail('an object being deleted gets no new finalizers', event, added.join());
    }
  }

  #pod(event: HistoryEvent): void {
    const before = event.previous?.spec?.['nodeName'];
    const now = event.object?.spec?.['nodeName'];
    if (before && event.object !== undefined && now !== before)
      this.#fail('a pod is bound once', event, `${before} → ${now}`);
    this.#noteSuccess(event.object);
    this.#countActive(event);
    const phase = event.previous?.status?.['phase'];
    const next = event.object?.status?.['phase'];
    if ((phase === 'Succeeded' || phase === 'Failed') && event.object !== undefined && next !== phase)
      this.#fail('a terminal phase is final', event, `${phase} → ${next}`);
  }

  #service(event: HistoryEvent): void {
    const held = new Set(allocationsOf(event.object));
    for (const each of allocationsOf(event.previous)) if (!held.has(each)) this.#allocated.release(each, event.key);
    for (const each of held) {
      const other = this.#allocated.take(each, event.key);
      if (other !== undefined)
        this.#fail('addresses and ports are allocated once', event, `${each} is that of ${other}`);
    }
  }

  #noteSuccess(pod: Stored | undefined): void {
    const owner = pod?.metadata?.ownerReferences?.find((each) => each.controller === true)?.uid;
    if (owner === undefined || pod?.status?.['phase'] !== 'Succeeded') return;
    const pods = this.#succeeded.get(owner) ?? new Set();
    this.#succeeded.set(owner, pods.add(pod.metadata?.uid ?? ''));
    if (pod.metadata?.deletionTimestamp === undefined) return;
    this.#replaced.set(owner, (this.#replaced.get(owner) ?? new Set()).add(pod.metadata.uid ?? ''));
  }

  #ask(owner: Stored | undefined, wanted = 0): void {
    const uid = owner?.metadata?.uid;
    if (uid !== undefined) this.#asked.set(uid, Math.max(this.#asked.get(uid) ?? 0, wanted));
  }

  /** A controller never creates too many pods, even if responses to its earlier creates were lost. */
  #countActive(event: HistoryEvent): void {
    const pod = event.object ?? event.previous;
    const uid = pod?.metadata?.uid ?? '';
    const owner = pod?.metadata?.ownerReferences?.find((each) => each.controller === true) ?? this.#ownerOf.get(uid);
    if (owner === undefined) return;
    this.#ownerOf.set(uid, owner);
    const active = this.#active.get(owner.uid) ?? new Set();
    if (!isActive(event.object)) active.delete(uid);
    else {
      this.#active.set(owner.uid, active.add(uid));
      const asked = this.#asked.get(owner.uid);
      if (event.previous === undefined && asked !== undefined && active.size > asked)
        this.#fail(
          'no controller creates too many pods',
          event,
          `${owner.kind} ${owner.name} has ${active.size} pods, but requested ${asked}`,
        );
    }
  }

  /**
   * A Job counts only succeeded pods, each once, and not more than its completions. With upstream's default
   * podReplacementPolicy, a pod is replaced as soon as it is being deleted, and still counts if it succeeds.
   */
  #job(event: HistoryEvent): void {
    const { object, previous } = event;
    const count = (job: Stored | undefined, field: 'succeeded' | 'failed'): number => job?.status?.[field] ?? 0;
    if (object === undefined) return;
    const there = this.#succeeded.get(object.metadata?.uid ?? '')?.size ?? 0;
    const succeeded = count(object, 'succeeded');
    const { completions } = object.spec ?? {};
    if (succeeded > there) this.#fail('a Job counts each pod once', event, `${succeeded} counted, ${there} succeeded`);
    const replaced = this.#replaced.get(object.metadata?.uid ?? '')?.size ?? 0;
    if (completions !== undefined && succeeded > completions + replaced)
      this.#fail('a Job does not exceed its completions', event, `${succeeded} of ${completions}`);
    for (const field of ['succeeded', 'failed'] as const)
      if (count(object, field) < count(previous, field))
        this.#fail(
          'the counts of a Job never decrease',
          event,
          `${field} ${count(previous, field)} → ${count(object, field)}`,
        );
  }
}
