/** The bootstrap roles of a cluster, collected from what its components state of themselves. Pure. */
import type { PolicyRule, Subject } from '@kubets/api';
import type { BoundRole } from '@kubets/api/policy-rules';
import { deepEqual } from '@kubets/base';
import { AssemblyError } from './assembly-error.ts';
import { type Identity, subjectOf } from './identity.ts';

export interface ComponentRole {
  /** Of the role and of its binding. */
  readonly name: string;
  /** A Role of this namespace; absent: a ClusterRole. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
  /** Who holds the role besides the component. */
  readonly others?: readonly Subject[];
}

/** Whatever acts under an identity of its own: a component, or a part of one. */
export interface Actor {
  readonly name: string;
  readonly identity: Identity;
  readonly roles: readonly ComponentRole[];
}

/**
 * Each role once, with everyone who holds it. Actors may share an identity and state the same role. Throws AssemblyError
 * when two state different rules under one name: one of them would get permissions it did not ask for.
 */
export function collectRoles(actors: readonly Actor[]): readonly BoundRole[] {
  const roles = new Map<string, BoundRole & { readonly actor: string }>();
  for (const { name: actor, identity, roles: stated } of actors)
    for (const { name, namespace, rules, others = [] } of stated) {
      const key = `${namespace ?? ''}/${name}`;
      const known = roles.get(key);
      if (known !== undefined && !deepEqual(known.rules, rules))
        throw new AssemblyError(`components ${known.actor} and ${actor} state different rules for the role ${name}`);
      const subjects = [...(known?.subjects ?? []), subjectOf(identity), ...others];
      const unique = subjects.filter((each, index) => subjects.findIndex((other) => deepEqual(other, each)) === index);
      roles.set(key, { actor, name, ...(namespace === undefined ? {} : { namespace }), rules, subjects: unique });
    }
  return [...roles.values()].map(({ actor: _, ...role }) => role);
}
