/** What must hold at every single revision, whatever strikes. */
import { type History, type HistoryEvent, isObjectKey, resourceOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

/** Finds who holds one and the same thing twice. */
class Holders {
  readonly #holders = new Map<string, string>();

  /** Returns who else holds it. */
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

interface NumberedPort {
  readonly nodePort?: number;
}

function allocationsOf(service: Stored | undefined): readonly string[] {
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
  /** Pods that succeeded, by the uid of their controller. */
  readonly #succeeded = new Map<string, Set<string>>();

  constructor(history: History, violations: Violations) {
    this.#violations = violations;
    history.listen((event) => this.#check(event));
  }

  #check(event: HistoryEvent): void {
    const { object, previous } = event;
    if (!isObjectKey(event.key)) return;
    if (object !== undefined) this.#identity(event, object);
    if (object !== undefined && previous !== undefined) this.#change(event, object, previous);
    const resource = resourceOf(event.key);
    if (resource === 'pods') this.#pod(event);
    if (resource === 'services/specs') this.#service(event);
    if (resource === 'jobs') this.#job(event);
  }

  #fail(rule: string, event: HistoryEvent, detail: string): void {
    this.#violations.add(rule, `${event.key} at ${event.revision}: ${detail}`);
  }

  #identity(event: HistoryEvent, object: Stored): void {
    const uid = object.metadata?.uid ?? '';
    if (uid === '') this.#fail('every object has a uid', event, 'it has none');
    const known = this.#uids.get(uid);
    if (known !== undefined && (known !== event.key || event.previous === undefined))
      this.#fail('a uid is given once', event, `${uid} was that of ${known}`);
    this.#uids.set(uid, event.key);
  }

  #change(event: HistoryEvent, object: Stored, previous: Stored): void {
    const now = object.metadata ?? {};
    const before = previous.metadata ?? {};
    if (now.uid !== before.uid)
      this.#fail('one object is not replaced by another', event, `${before.uid} → ${now.uid}`);
    if ((now.generation ?? 0) < (before.generation ?? 0))
      this.#fail('generations never go back', event, `${before.generation} → ${now.generation}`);
    if (before.deletionTimestamp !== undefined && now.deletionTimestamp === undefined)
      this.#fail('a deletion is not taken back', event, `was ${before.deletionTimestamp}`);
    if (before.deletionTimestamp !== undefined) {
      const added = (now.finalizers ?? []).filter((each) => !before.finalizers?.includes(each));
      if (added.length > 0) this.#fail('what is being deleted gets no new finalizers', event, added.join());
    }
  }

  #pod(event: HistoryEvent): void {
    const before = event.previous?.spec?.['nodeName'];
    const now = event.object?.spec?.['nodeName'];
    if (before && event.object !== undefined && now !== before)
      this.#fail('a pod is bound once', event, `${before} → ${now}`);
    this.#noteSuccess(event.object);
    const phase = event.previous?.status?.['phase'];
    const next = event.object?.status?.['phase'];
    if ((phase === 'Succeeded' || phase === 'Failed') && event.object !== undefined && next !== phase)
      this.#fail('a pod that has ended has ended', event, `${phase} → ${next}`);
  }

  #service(event: HistoryEvent): void {
    const held = new Set(allocationsOf(event.object));
    for (const each of allocationsOf(event.previous)) if (!held.has(each)) this.#allocated.release(each, event.key);
    for (const each of held) {
      const other = this.#allocated.take(each, event.key);
      if (other !== undefined) this.#fail('addresses and ports are given once', event, `${each} is that of ${other}`);
    }
  }

  #noteSuccess(pod: Stored | undefined): void {
    const owner = pod?.metadata?.ownerReferences?.find((each) => each.controller === true)?.uid;
    if (owner === undefined || pod?.status?.['phase'] !== 'Succeeded') return;
    const pods = this.#succeeded.get(owner) ?? new Set();
    this.#succeeded.set(owner, pods.add(pod.metadata?.uid ?? ''));
  }

  /**
   * A Job may run a pod more than it asked for, when the answer to a creation is lost: Kubernetes warns of it.
   * But it never counts one that did not succeed, nor one of them twice.
   */
  #job(event: HistoryEvent): void {
    const { object, previous } = event;
    const count = (job: Stored | undefined, field: 'succeeded' | 'failed'): number => job?.status?.[field] ?? 0;
    if (object === undefined) return;
    const there = this.#succeeded.get(object.metadata?.uid ?? '')?.size ?? 0;
    if (count(object, 'succeeded') > there)
      this.#fail('a Job counts each pod once', event, `${count(object, 'succeeded')} counted, ${there} succeeded`);
    for (const field of ['succeeded', 'failed'] as const)
      if (count(object, field) < count(previous, field))
        this.#fail(
          'a Job never counts backwards',
          event,
          `${field} ${count(previous, field)} → ${count(object, field)}`,
        );
  }
}
