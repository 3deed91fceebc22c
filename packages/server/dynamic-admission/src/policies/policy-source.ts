/** The policies that have bindings, with their compiled expressions. Upstream: policySource. */
import { nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { FollowedObjects, type FollowingReader } from './followed-objects.ts';

/** A policy with its bindings, in the order of their names. */
export interface BoundPolicy<P, B, C> {
  readonly policy: P;
  readonly bindings: readonly B[];
  /** Compiled once per generation of the policy. */
  compiled(): Promise<C>;
}

export type BindingObject = KubeObject & { readonly spec?: { readonly policyName?: string } };

export interface PolicySourceOptions<P extends KubeObject, B extends BindingObject, C> {
  readonly policies: ResourceType<P>;
  readonly bindings: ResourceType<B>;
  readonly reader: FollowingReader;
  /** Ends the subscriptions to changes. */
  readonly signal: AbortSignal;
  compile(policy: P): Promise<C>;
}

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export class PolicySource<P extends KubeObject, B extends BindingObject, C> {
  readonly #options: PolicySourceOptions<P, B, C>;
  readonly #policies: FollowedObjects<P>;
  readonly #bindings: FollowedObjects<B>;
  readonly #compiled = new Map<string, Promise<C>>();
  #bound: readonly BoundPolicy<P, B, C>[] = [];
  #boundGeneration = '';

  constructor(options: PolicySourceOptions<P, B, C>) {
    this.#options = options;
    const { reader, signal } = options;
    this.#policies = new FollowedObjects(options.policies, reader, signal);
    this.#bindings = new FollowedObjects(options.bindings, reader, signal);
  }

  /** False only if it is known that no policy has a binding. */
  get mayHavePolicies(): boolean {
    const [policies, bindings] = [this.#policies.current, this.#bindings.current];
    if (policies === undefined || bindings === undefined) return true;
    return policies.size > 0 && bindings.size > 0;
  }

  /** In the order of their names. Synchronous if they are known; rejects if they cannot be read. */
  bound(): readonly BoundPolicy<P, B, C>[] | Promise<readonly BoundPolicy<P, B, C>[]> {
    const [policies, bindings] = [this.#policies.current, this.#bindings.current];
    if (policies !== undefined && bindings !== undefined) return this.#joined(policies, bindings);
    return Promise.all([this.#policies.load(), this.#bindings.load()]).then((loaded) => this.#joined(...loaded));
  }

  #joined(policies: ReadonlyMap<string, P>, bindings: ReadonlyMap<string, B>): readonly BoundPolicy<P, B, C>[] {
    const generation = `${this.#policies.generation} ${this.#bindings.generation}`;
    if (generation !== this.#boundGeneration) {
      this.#bound = this.#join(policies, bindings);
      this.#boundGeneration = generation;
    }
    return this.#bound;
  }

  #join(policies: ReadonlyMap<string, P>, bindings: ReadonlyMap<string, B>): readonly BoundPolicy<P, B, C>[] {
    const byPolicy = new Map<string, B[]>();
    for (const [, binding] of [...bindings].sort(([a], [b]) => compareNames(a, b))) {
      const name = binding.spec?.policyName ?? '';
      const others = byPolicy.get(name);
      if (others === undefined) byPolicy.set(name, [binding]);
      else others.push(binding);
    }
    const bound: BoundPolicy<P, B, C>[] = [];
    const used = new Set<string>();
    for (const [name, own] of [...byPolicy].sort(([a], [b]) => compareNames(a, b))) {
      const policy = policies.get(name);
      if (policy === undefined) continue;
      const key = `${policy.metadata?.uid}/${policy.metadata?.generation}`;
      used.add(key);
      bound.push({ policy, bindings: own, compiled: () => this.#compile(key, policy) });
    }
    for (const key of this.#compiled.keys()) if (!used.has(key)) this.#compiled.delete(key);
    return bound;
  }

  #compile(key: string, policy: P): Promise<C> {
    let compiled = this.#compiled.get(key);
    if (compiled === undefined) {
      compiled = nextTurn().then(() => this.#options.compile(policy));
      // Those that wait for it fail; the next one tries again.
      compiled.catch(() => this.#compiled.delete(key));
      this.#compiled.set(key, compiled);
    }
    return compiled;
  }
}
