/**
 * Maintains the status of all definitions: the names they are accepted with, their conditions, and their end. Level-triggered: each change of
 * a definition brings its status up to date. Several servers can do this at once: a write is planned from the current object, and one
 * that changes nothing is not made.
 */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import { definitionCondition } from '@kubets/api/kind-rules';
import type { ApiServer } from '@kubets/apiserver';
import { type Clock, deepEqual, type Logger, messageOf, Semaphore } from '@kubets/base';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { finalizeDefinition, isFinalizing } from './finalize-definition.ts';
import { NamesInUse } from './names-in-use.ts';
import { planApproval, planEstablished, planNames, planStructure } from './plan-conditions.ts';
import { violationsOf } from './violations.ts';

type Definition = CustomResourceDefinition;

export interface DefinitionStatusParts {
  readonly server: Pick<ApiServer, 'resources' | 'acceptsResource'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly serving: DefinitionServing;
}

/** Serves the resources of definitions. */
export interface DefinitionServing {
  /**
   * Serves a definition that is about to be established, so that its resources exist once clients see that they do, or to be finalized.
   */
  prepare(definition: Definition): Promise<void>;
  /** The definition has been deleted before it was established. */
  forget(definition: Definition): void;
}

const retryMs = 1_000;
/** Definitions whose status is written at once. */
const maxWrites = 16;

const isEstablished = (definition: Definition): boolean =>
  definitionCondition(definition, 'Established')?.status === 'True';
const nameOf = ({ metadata }: Definition): string => metadata?.name ?? '';

export class DefinitionStatus {
  readonly #parts: DefinitionStatusParts;
  readonly #signal: AbortSignal;
  readonly #names = new NamesInUse();
  readonly #slots = new Semaphore(maxWrites);
  /** Definitions to look at; `again`: they changed while they were looked at. */
  readonly #pending = new Map<string, 'waiting' | 'running' | 'again'>();
  /** Uids of definitions that are being finalized. */
  readonly #finalizing = new Set<string>();

  constructor(parts: DefinitionStatusParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** All definitions, at the start and after changes may have been missed. */
  all(definitions: readonly Definition[]): void {
    this.#names.keepOnly(new Set(definitions.map(nameOf)));
    for (const definition of definitions) this.#names.put(definition);
    for (const definition of definitions) this.#enqueue(nameOf(definition));
  }

  changed(definition: Definition, gone: boolean): void {
    const name = nameOf(definition);
    if (gone) {
      this.#names.remove(name);
      this.#release(definition);
    } else {
      this.#names.put(definition);
      this.#enqueue(name);
    }
  }

  /** The definition had names until now. Others may wait for them. */
  #release({ metadata, spec, status }: Definition): void {
    if (status?.acceptedNames?.plural === undefined || status.acceptedNames.plural === '') return;
    for (const other of this.#names.inGroup(spec.group)) if (other !== metadata?.name) this.#enqueue(other);
  }

  #enqueue(name: string): void {
    const state = this.#pending.get(name);
    if (state === 'running') this.#pending.set(name, 'again');
    if (state !== undefined) return;
    this.#pending.set(name, 'waiting');
    void this.#slots.run(() => this.#run(name));
  }

  async #run(name: string): Promise<void> {
    this.#pending.set(name, 'running');
    try {
      if (!this.#signal.aborted) await this.#sync(name);
    } catch (error) {
      if (!this.#signal.aborted) {
        this.#warn('cannot update the status of a CustomResourceDefinition, will retry', name, error);
        this.#parts.clock.setTimer(retryMs, () => this.#enqueue(name));
      }
    }
    const again = this.#pending.get(name) === 'again';
    this.#pending.delete(name);
    if (again) this.#enqueue(name);
  }

  async #sync(name: string): Promise<void> {
    const { resources } = this.#parts.server;
    const definition = await resources.get(customResourceDefinitions, '', name);
    if (definition === undefined) return;
    if (isFinalizing(definition)) this.#finalize(definition);
    const violations = await violationsOf(definition);
    const planned = this.#planned(definition, violations);
    if (planned === definition) return;
    if (isEstablished(planned) && !isEstablished(definition)) await this.#parts.serving.prepare(planned);
    const change = (current: Definition): Definition =>
      current.metadata?.uid === definition.metadata?.uid ? this.#planned(current, violations) : current;
    try {
      const written = await resources.update(customResourceDefinitions, '', name, change, { subresource: 'status' });
      this.#names.put(written);
      if (!deepEqual(written.status?.acceptedNames, definition.status?.acceptedNames)) this.#release(definition);
    } catch (error) {
      // Deleted or changed in the meantime: its change is looked at, too.
      if (isNotFound(error)) this.#parts.serving.forget(definition);
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }

  /** The definition with its status as it should be. Its names are in use from now on. */
  #planned(definition: Definition, violations: string | undefined): Definition {
    const now = formatTime(this.#parts.clock.now());
    const named = planNames(definition, this.#names.used(definition), now);
    if (named !== definition) this.#names.put(named);
    return planStructure(planApproval(planEstablished(named, now), now), violations, now);
  }

  #finalize(definition: Definition): void {
    const { uid = '' } = definition.metadata ?? {};
    if (this.#finalizing.has(uid)) return;
    this.#finalizing.add(uid);
    // A resource that no version serves is served while its objects are deleted.
    const ready = this.#parts.serving.prepare(definition);
    void ready
      .then(() => finalizeDefinition(definition, this.#parts, this.#signal))
      .then(
        () => this.#finalizing.delete(uid),
        (error: unknown) => {
          if (this.#signal.aborted) return;
          this.#warn('cannot delete the objects of a CustomResourceDefinition, will retry', nameOf(definition), error);
          // Not before: the failure changes the status, and this is an event.
          this.#parts.clock.setTimer(retryMs, () => {
            this.#finalizing.delete(uid);
            this.#enqueue(nameOf(definition));
          });
        },
      );
  }

  #warn(what: string, name: string, error: unknown): void {
    this.#parts.log.warn(what, { name, error: messageOf(error) });
  }
}
