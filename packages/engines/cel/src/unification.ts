/** Type inference: assignability and unification of type parameters. */
import { type CelType, celTypes, isDyn, isOptionalType, sameType, typeParam } from './types.ts';

/** The types that can be null, besides `null` itself and `dyn` (upstream's legacy rule). */
const nullable = new Set(['opaque', 'struct', 'duration', 'timestamp']);

/** The bindings of type parameters. */
export class Unifier {
  readonly #bound = new Map<string, CelType>();
  /** The bindings that the current attempt replaced, so that a failed one costs only what it did. */
  #replaced: [name: string, before: CelType | undefined][] = [];
  #fresh = 0;

  /** An unbound type parameter. */
  freshParam(): CelType {
    this.#fresh += 1;
    return { kind: 'param', name: `_var${this.#fresh - 1}`, params: [] };
  }

  /** Whether `given` is assignable to `wanted`. Records the implied bindings of parameters. */
  assignable(wanted: CelType, given: CelType): boolean {
    return this.assignableLists([wanted], [given]);
  }

  assignableLists(wanted: readonly CelType[], given: readonly CelType[]): boolean {
    if (wanted.length !== given.length) return false;
    this.#replaced = [];
    if (this.#lists(wanted, given)) return true;
    for (const [name, before] of this.#replaced.toReversed()) {
      if (before === undefined) this.#bound.delete(name);
      else this.#bound.set(name, before);
    }
    return false;
  }

  #bind(name: string, type: CelType): void {
    this.#replaced.push([name, this.#bound.get(name)]);
    this.#bound.set(name, type);
  }

  /** Substitutes type parameters. Unbound ones optionally become `dyn`. */
  resolve(type: CelType, unboundToDyn = false): CelType {
    if (type.kind === 'param') {
      const bound = this.#bound.get(type.name);
      if (bound !== undefined) return this.resolve(bound, unboundToDyn);
      return unboundToDyn ? celTypes.dyn : type;
    }
    if (type.params.length === 0) return type;
    return { ...type, params: type.params.map((param) => this.resolve(param, unboundToDyn)) };
  }

  /** The common type, or the more general one. */
  join(a: CelType, b: CelType): CelType | undefined {
    return this.assignable(a, b) ? mostGeneral(a, b) : undefined;
  }

  #lists(wanted: readonly CelType[], given: readonly CelType[]): boolean {
    if (wanted.length !== given.length) return false;
    return wanted.every((type, index) => this.#assignable(type, typeParam({ ...type, params: given }, index)));
  }

  #assignable(a: CelType, b: CelType): boolean {
    if (b.kind === 'param') {
      const found = this.#substitutes(a, b);
      if (found !== 'open') return found === 'yes';
    }
    if (a.kind === 'param') return this.#substitutes(b, a) === 'yes';
    if (isDyn(a) || isDyn(b) || a.kind === 'error' || b.kind === 'error') return true;
    if (a.kind === 'null') return b.kind === 'null' || nullable.has(b.kind);
    if (b.kind === 'null') return nullable.has(a.kind);
    if (a.kind !== b.kind) return false;
    if (a.kind === 'type') return true;
    return a.name === b.name && this.#lists(a.params, b.params);
  }

  /** Whether `type` can be bound to the parameter. `open`: it cannot, but no other type is bound to it. */
  #substitutes(type: CelType, param: CelType): 'yes' | 'no' | 'open' {
    if (sameType(type, param)) return 'yes';
    const bound = this.#bound.get(param.name);
    if (bound === undefined) {
      if (this.#occurs(param, type)) return 'open';
      this.#bind(param.name, type);
      return 'yes';
    }
    if (sameType(type, bound)) return 'yes';
    if (!this.#assignable(type, bound)) return 'no';
    const general = mostGeneral(type, bound);
    if (!this.#occurs(param, general)) this.#bind(param.name, general);
    return 'yes';
  }

  #occurs(param: CelType, within: CelType): boolean {
    if (sameType(param, within)) return true;
    if (within.kind === 'param') {
      const bound = this.#bound.get(within.name);
      return bound !== undefined && this.#occurs(param, bound);
    }
    return within.params.some((each) => this.#occurs(param, each));
  }
}

function equalOrLessSpecific(a: CelType, b: CelType): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.name !== b.name || a.params.length !== b.params.length) return false;
  return a.params.every((param, index) => equalOrLessSpecific(param, typeParam(b, index)));
}

const mostGeneral = (a: CelType, b: CelType): CelType => (equalOrLessSpecific(a, b) ? a : b);

/** The content type of an optional. Other types are returned unchanged. */
export function unwrapOptional(type: CelType): { readonly type: CelType; readonly optional: boolean } {
  return isOptionalType(type) ? { type: typeParam(type), optional: true } : { type, optional: false };
}
