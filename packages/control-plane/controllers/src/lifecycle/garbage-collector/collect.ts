/** Processes one object, by the state of its owners and its own deletion. All decisions use live reads. */
import type { LoopContext } from '@kubets/controller-runtime';
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';
import { isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import {
  awaitsDependents,
  blockers,
  foregroundFinalizer,
  judge,
  type OwnerState,
  orphanFinalizer,
  orphansDependents,
  wrongNamespaceMessage,
} from './classify.ts';
import type { Item, ObjectGraph } from './object-graph.ts';

/** The kind of an owner is not served. It is unknown whether the owner exists, so nothing is deleted. */
export class UnknownOwnerKindError extends Error {
  override readonly name = 'UnknownOwnerKindError';
}

export class Collector {
  readonly #graph: ObjectGraph;
  readonly #context: LoopContext;
  readonly #visit: (key: string) => void;

  constructor(graph: ObjectGraph, context: LoopContext, visit: (key: string) => void) {
    this.#graph = graph;
    this.#context = context;
    this.#visit = visit;
  }

  async collect(item: Item): Promise<void> {
    const live = await this.#live(item);
    if (live === undefined || live.metadata?.uid !== item.object.metadata?.uid) return;
    const current = { ...item, object: live };
    if (orphansDependents(live)) return this.#orphan(current);
    if (awaitsDependents(live)) return this.#awaitDependents(current);
    if (live.metadata?.deletionTimestamp !== undefined) return;
    const references = live.metadata?.ownerReferences ?? [];
    if (references.length === 0) return;
    // One at a time: there may be thousands, and the first unknown owner decides.
    const states: { readonly reference: OwnerReference; readonly state: OwnerState }[] = [];
    for (const reference of references) states.push({ reference, state: await this.#stateOf(reference, current) });
    const dependents = this.#graph.dependentsOf(live.metadata?.uid ?? '').map(({ object }) => object);
    const verdict = judge(live, states, dependents);
    if (verdict.type === 'release') await this.#release(current, verdict.uids);
    if (verdict.type !== 'delete') return;
    if (verdict.unblock) await this.#unblock(current);
    await this.#delete(current, verdict.policy);
  }

  async #live({ resource, object }: Item): Promise<KubeObject | undefined> {
    const { namespace, name = '' } = object.metadata ?? {};
    return this.#get(() => this.#context.client.get(resource, { namespace, name }, { signal: this.#context.signal }));
  }

  async #get(read: () => Promise<KubeObject>): Promise<KubeObject | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #stateOf(reference: OwnerReference, { resource, object }: Item): Promise<OwnerState> {
    const { client, signal } = this.#context;
    const owner = this.#graph.resourceOf(reference);
    if (owner === undefined) {
      throw new UnknownOwnerKindError(
        `no kind ${reference.kind} in ${reference.apiVersion} is served: is owner ${reference.name} there?`,
      );
    }
    if (owner.namespaced && !resource.namespaced) {
      this.#reportWrongNamespace(reference, object);
      return 'invalid';
    }
    const namespace = owner.namespaced ? object.metadata?.namespace : undefined;
    const live = await this.#get(() => client.get(owner, { namespace, name: reference.name }, { signal }));
    if (live?.metadata?.uid === reference.uid) return awaitsDependents(live) ? 'waiting' : 'solid';
    if (owner.namespaced) this.#reportWrongNamespace(reference, object);
    return 'dangling';
  }

  /** Records an event if the owner exists in another namespace, because the object is deleted for no obvious reason. */
  #reportWrongNamespace(reference: OwnerReference, dependent: KubeObject): void {
    const { namespace = '' } = dependent.metadata ?? {};
    const found = this.#graph.namespaceOf(reference);
    if (found === undefined || found === namespace) return;
    const message = wrongNamespaceMessage(reference, namespace);
    this.#context.events.event(dependent, 'Warning', 'OwnerRefInvalidNamespace', message);
  }

  /** Foreground deletion: removes the finalizer when no dependent blocks it, and enqueues those that do. */
  async #awaitDependents(item: Item): Promise<void> {
    const dependents = this.#graph.dependentsOf(item.object.metadata?.uid ?? '');
    const blocking = new Set(
      blockers(
        item.object,
        dependents.map(({ object }) => object),
      ),
    );
    if (blocking.size === 0) return this.#removeFinalizer(item, foregroundFinalizer);
    for (const dependent of dependents) {
      if (blocking.has(dependent.object) && !awaitsDependents(dependent.object))
        this.#visit(this.#graph.keyFor(dependent));
    }
  }

  async #orphan(item: Item): Promise<void> {
    const uid = item.object.metadata?.uid ?? '';
    for (const dependent of this.#graph.dependentsOf(uid)) await this.#release(dependent, [uid]);
    await this.#removeFinalizer(item, orphanFinalizer);
  }

  /** With the resource version, so that a finalizer or reference that is added concurrently is not lost. */
  async #change(item: Item, change: (object: KubeObject) => KubeObject['metadata']): Promise<void> {
    const { client, signal } = this.#context;
    const { namespace, name = '' } = item.object.metadata ?? {};
    for (let attempt = 0; ; attempt++) {
      const live = attempt === 0 ? item.object : await this.#live(item);
      if (live === undefined || live.metadata?.uid !== item.object.metadata?.uid) return;
      const { ownerReferences = [], finalizers = [] } = change(live) ?? {};
      const { uid, resourceVersion } = live.metadata ?? {};
      const patch = { metadata: { uid, resourceVersion, ownerReferences, finalizers } };
      try {
        await client.patch(item.resource, { namespace, name }, 'merge', patch, { signal });
        return;
      } catch (error) {
        if (isNotFound(error)) return;
        if (!isConflict(error) || attempt >= 5) throw error;
      }
    }
  }

  async #release(item: Item, uids: readonly string[]): Promise<void> {
    const released = new Set(uids);
    await this.#change(item, ({ metadata }) => ({
      ...metadata,
      ownerReferences: metadata?.ownerReferences?.filter((reference) => !released.has(reference.uid)) ?? [],
    }));
  }

  async #unblock(item: Item): Promise<void> {
    await this.#change(item, ({ metadata }) => ({
      ...metadata,
      ownerReferences:
        metadata?.ownerReferences?.map((reference) => ({ ...reference, blockOwnerDeletion: false })) ?? [],
    }));
  }

  async #removeFinalizer(item: Item, finalizer: string): Promise<void> {
    await this.#change(item, ({ metadata }) => ({
      ...metadata,
      finalizers: metadata?.finalizers?.filter((each) => each !== finalizer) ?? [],
    }));
  }

  async #delete({ resource, object }: Item, propagationPolicy: 'Foreground' | 'Background' | 'Orphan'): Promise<void> {
    const { client, signal } = this.#context;
    const { namespace, name = '', uid = '' } = object.metadata ?? {};
    try {
      await client.delete(resource, { namespace, name }, { propagationPolicy, preconditions: { uid }, signal });
    } catch (error) {
      if (!isNotFound(error) && !isReason(error, 'Conflict')) throw error;
    }
  }
}
