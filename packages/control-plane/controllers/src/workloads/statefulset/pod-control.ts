/** Executes the steps of a StatefulSet: writes pods and claims, and records events on the set. */
import { type PersistentVolumeClaim, type Pod, persistentVolumeClaims, pods, type StatefulSet } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { ReconcileContext } from '@kubets/controller-runtime';
import { isAlreadyExists, isNotFound } from '@kubets/machinery/status-error';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import { hasConflictingController, haveRightOwners, withOwner } from './claim-owners.ts';
import { hasIdentity, withIdentity } from './new-pod.ts';
import { setName } from './ordinals.ts';
import type { PodStep } from './plan-stateful-set.ts';
import { claimNamesOf, claimsFor, hasStorage, withStorage } from './volume-claims.ts';

const nameOf = (object: Pod | PersistentVolumeClaim): string => object.metadata?.name ?? '';

/** The claims of a pod cannot be used yet. */
class ClaimError extends Error {
  override readonly name = 'ClaimError';
}

export class PodControl {
  readonly #set: StatefulSet;
  readonly #context: ReconcileContext;

  constructor(set: StatefulSet, context: ReconcileContext) {
    this.#set = set;
    this.#context = context;
  }

  execute({ verb, pod }: PodStep): Promise<void> {
    switch (verb) {
      case 'create':
        return this.#create(pod);
      case 'claim':
        return this.#createClaims(pod).then(() => this.#setOwners(pod));
      case 'repair':
        return this.#repair(pod);
      case 'own':
        return this.#setOwners(pod);
      case 'delete':
        return this.#delete(pod);
    }
  }

  readonly claimOf = (name: string): PersistentVolumeClaim | undefined =>
    this.#context.cache.get(persistentVolumeClaims, this.#set.metadata?.namespace ?? '', name);

  /** Runs `act`, and records whether it succeeded. */
  async #recorded(verb: string, pod: Pod, act: () => Promise<unknown>): Promise<void> {
    const { events, signal } = this.#context;
    const what = `${verb} Pod ${nameOf(pod)} in StatefulSet ${setName(this.#set)}`;
    const reason = verb.charAt(0).toUpperCase() + verb.slice(1);
    try {
      await act();
    } catch (error) {
      if (!signal.aborted && !isNamespaceTerminating(error) && !isAlreadyExists(error))
        events.event(this.#set, 'Warning', `Failed${reason}`, `${what} failed error: ${messageOf(error)}`);
      throw error;
    }
    events.event(this.#set, 'Normal', `Successful${reason}`, `${what} successful`);
  }

  #create(pod: Pod): Promise<void> {
    const { client, signal } = this.#context;
    return this.#recorded('create', pod, async () => {
      await this.#createClaims(pod);
      await client.create(pods, pod, { signal });
      await this.#setOwners(pod);
    });
  }

  #delete(pod: Pod): Promise<void> {
    const { client, signal } = this.#context;
    const { namespace, name = '', uid = '' } = pod.metadata ?? {};
    return this.#recorded('delete', pod, () =>
      client.delete(pods, { namespace, name }, { preconditions: { uid }, signal }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      }),
    );
  }

  /** Restores the labels, the volumes and the owners of the claims. */
  #repair(pod: Pod): Promise<void> {
    const { client, signal } = this.#context;
    return this.#recorded('update', pod, async () => {
      const stored = hasStorage(this.#set, pod);
      if (!stored) await this.#createClaims(pod);
      if (!haveRightOwners({ set: this.#set, pod }, this.claimOf)) await this.#setOwners(pod);
      if (stored && hasIdentity(pod)) return;
      const identified = hasIdentity(pod) ? pod : withIdentity(pod);
      await client.update(pods, stored ? identified : withStorage(this.#set, identified), { signal });
    });
  }

  /** Creates the claims that the pod lacks. A claim that is being deleted must go first. */
  async #createClaims(pod: Pod): Promise<void> {
    const failures: string[] = [];
    for (const claim of claimsFor(this.#set, pod)) {
      const existing = this.claimOf(nameOf(claim));
      if (existing === undefined) {
        await this.#createClaim(claim, pod).catch((error: unknown) => {
          if (isNamespaceTerminating(error)) throw error;
          failures.push(`failed to create PVC ${nameOf(claim)}: ${messageOf(error)}`);
        });
      } else if (existing.metadata?.deletionTimestamp !== undefined) {
        failures.push(`pvc ${nameOf(claim)} is being deleted`);
      }
    }
    const [first] = failures;
    if (first !== undefined) throw new ClaimError(failures.length === 1 ? first : `[${failures.join(', ')}]`);
  }

  async #createClaim(claim: PersistentVolumeClaim, pod: Pod): Promise<void> {
    const { client, events, signal } = this.#context;
    const [name, set] = [nameOf(claim), setName(this.#set)];
    try {
      await client.create(persistentVolumeClaims, claim, { signal });
    } catch (error) {
      const isExpected = signal.aborted || isNamespaceTerminating(error) || isAlreadyExists(error);
      const message = `create Claim ${name} for Pod ${nameOf(pod)} in StatefulSet ${set} failed error: ${messageOf(error)}`;
      if (!isExpected) events.event(this.#set, 'Warning', 'FailedCreate', message);
      throw error;
    }
    const message = `create Claim ${name} Pod ${nameOf(pod)} in StatefulSet ${set} success`;
    events.event(this.#set, 'Normal', 'SuccessfulCreate', message);
  }

  /** Claims that the cache does not show yet get their owner at the next reconciliation. */
  async #setOwners(pod: Pod): Promise<void> {
    const { client, events, signal } = this.#context;
    for (const name of claimNamesOf(this.#set, pod)) {
      const claim = this.claimOf(name);
      if (claim === undefined) continue;
      if (hasConflictingController(claim, { set: this.#set, pod })) {
        // The spelling is upstream's.
        const message = `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`;
        events.event(this.#set, 'Warning', 'ConflictingController', message);
      }
      const owned = withOwner(claim, { set: this.#set, pod });
      if (owned !== undefined) await client.update(persistentVolumeClaims, owned, { signal });
    }
  }
}
