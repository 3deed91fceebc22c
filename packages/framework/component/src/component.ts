/** What a component is: a part of the cluster as data around a `run`, with a name, an identity and what it waits for. */
import type { Clock, Logger, Random } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { Identity } from './identity.ts';
import type { Actor, ComponentRole } from './roles.ts';
import type { PartState } from './state.ts';

/** What a component is handed each time it runs. */
export interface ComponentContext {
  /** The API under the component's own identity. Under a Lease it writes only while this process leads. */
  readonly client: Client;
  /** The API under another identity, held to the same Lease. */
  clientFor(identity: Identity): Client;
  readonly clock: Clock;
  readonly random: Random;
  /** Names the component in every line. */
  readonly log: Logger;
  /** Aborts when the component is to stop, and when it does not lead any more. */
  readonly signal: AbortSignal;
  /** To be called once, when others can use what the component provides: those that require it start then. */
  ready(): void;
  /** What has become of one of the component's parts. */
  report(part: string, state: PartState, reason?: string): void;
}

export interface Component {
  /** Unique in the cluster: `kube-scheduler`. */
  readonly name: string;
  /** Who it is to the API. Absent: it makes no calls of its own. */
  readonly identity: Identity | undefined;
  /** What it may do there, beside what its groups may. */
  readonly roles: readonly ComponentRole[];
  /** The components that must be ready before it starts, and that stop only when it has stopped. */
  readonly requires: readonly string[];
  /** The Lease of kube-system under which it runs, where several control planes may run it. Absent: it runs in each. */
  readonly lease: string | undefined;
  /** What it hosts that has an identity and a state of its own, as kube-controller-manager hosts controllers. */
  readonly parts: readonly Actor[];
  /** Whether the cluster goes on without it when it dies. What fails before it is ready fails the start in any case. */
  readonly optional: boolean;
  /**
   * Runs until the signal aborts, then clears up. Rejecting, or returning before that, is its death. Under a Lease it
   * runs once each term.
   */
  run(context: ComponentContext): Promise<void>;
}

type Optional = 'identity' | 'roles' | 'requires' | 'lease' | 'parts' | 'optional';

export type ComponentDefinition = Omit<Component, Optional> & Partial<Pick<Component, Optional>>;

/** Declares a component; what is left out is nothing. */
export function defineComponent(definition: ComponentDefinition): Component {
  return {
    identity: undefined,
    roles: [],
    requires: [],
    lease: undefined,
    parts: [],
    optional: false,
    ...definition,
  };
}

/** Everything of the component that acts under an identity: the component itself, and its parts. */
export function actorsOf({ name, identity, roles, parts }: Component): readonly Actor[] {
  return identity === undefined ? parts : [{ name, identity, roles }, ...parts];
}

/** Resolves when the component is to stop. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
