/** Defaults of a type and of everything below it: declared defaults, and the rules of the defaults facts. */
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import { compileRules, type Defaulter, fieldDefaulting, type RuleContext, roundUpResources } from './default-rules.ts';
import type { FieldNode, TypeNode } from './type-node.ts';

const resourceList = 'k8s.io/api/core/v1.ResourceList';
const quantity = 'k8s.io/apimachinery/pkg/api/resource.Quantity';

/** Compiles defaulters of one table; types without defaults cost nothing. */
export class DefaulterCompiler {
  readonly #context: RuleContext;
  readonly #named = new Map<string, Defaulter | undefined>();
  readonly #reaching = new Map<string, boolean>();

  constructor(context: RuleContext) {
    this.#context = context;
  }

  of(node: TypeNode, owner = ''): Defaulter | undefined {
    if (node.ref !== undefined) return this.named(node.ref);
    switch (node.type) {
      case 'object':
        return this.#fields(node, owner);
      case 'array':
        return each(this.of(node.items ?? {}, owner));
      case 'map':
        return isResourceList(node, owner) ? this.#resources() : each(this.of(node.values ?? {}, owner));
      default:
        return undefined;
    }
  }

  named(name: string): Defaulter | undefined {
    if (this.#named.has(name)) return this.#named.get(name);
    if (!this.#reaches(name, new Set())) {
      this.#named.set(name, undefined);
      return undefined;
    }
    let compiled: Defaulter | undefined;
    // Compiled on first use: a type may contain itself.
    const lazy: Defaulter = (value, input) => {
      compiled ??= this.#compile(name);
      return compiled(value, input);
    };
    this.#named.set(name, lazy);
    return lazy;
  }

  #compile(name: string): Defaulter {
    const node = this.#context.table.get(name) ?? {};
    const rules = compileRules(name, this.#context);
    const below = this.of(node, name);
    return (value, input) => {
      const ruled = rules === undefined ? value : rules(value, input);
      return below === undefined ? ruled : below(ruled, input);
    };
  }

  #fields(node: TypeNode, owner: string): Defaulter | undefined {
    const declared = (node.fields ?? [])
      .filter((field) => field.default !== undefined)
      .map((field) => this.#declared(field));
    const below = new Map<string, Defaulter>();
    for (const field of node.fields ?? []) {
      const defaulter = this.of(field, owner);
      if (defaulter !== undefined) below.set(field.name, defaulter);
    }
    if (declared.length === 0 && below.size === 0) return undefined;
    return (value, input) => {
      if (!isPlain(value)) return value;
      let copy: Plain | undefined;
      for (const { name, unset, value: preset } of declared) {
        if (!unset(own(copy ?? value, name))) continue;
        copy ??= { ...value };
        copy[name] = preset;
      }
      for (const [name, defaulter] of below) {
        const given = own(copy ?? value, name);
        if (given === undefined || given === null) continue;
        const defaulted = defaulter(given, input);
        if (defaulted === given) continue;
        copy ??= { ...value };
        copy[name] = defaulted;
      }
      return copy ?? value;
    };
  }

  #declared(field: FieldNode): { name: string; value: unknown; unset: (value: unknown) => boolean } {
    const { unset, traceless } = fieldDefaulting(field, this.#context.table);
    return { name: field.name, value: field.default, unset: traceless(field.default) ? () => false : unset };
  }

  #resources(): Defaulter | undefined {
    const exponent = this.#context.defaults.get(resourceList)?.[0]?.roundUpToPowerOf10;
    return exponent === undefined ? undefined : roundUpResources(exponent);
  }

  /** Whether anything at or below the type has a default. */
  #reaches(name: string, seen: Set<string>): boolean {
    const known = this.#reaching.get(name);
    if (known !== undefined) return known;
    if (seen.has(name)) return false;
    seen.add(name);
    const node = this.#context.table.get(name);
    const found =
      node !== undefined &&
      (this.#context.defaults.get(name) !== undefined || this.#nodeReaches({ ...node, customJSON: false }, name, seen));
    // A negative result inside a cycle is valid for the current traversal only.
    if (found) this.#reaching.set(name, true);
    return found;
  }

  #nodeReaches(node: TypeNode, owner: string, seen: Set<string>): boolean {
    if (node.ref !== undefined) return this.#reaches(node.ref, seen);
    if (isResourceList(node, owner)) return this.#resources() !== undefined;
    if (node.items !== undefined) return this.#nodeReaches(node.items, owner, seen);
    if (node.values !== undefined) return this.#nodeReaches(node.values, owner, seen);
    return (node.fields ?? []).some((field) => field.default !== undefined || this.#nodeReaches(field, owner, seen));
  }
}

/** Maps of quantities are Go's ResourceList, except those of the resource group. */
function isResourceList(node: TypeNode, owner: string): boolean {
  return node.type === 'map' && node.values?.ref === quantity && !owner.startsWith('k8s.io/api/resource/');
}

/** Applies a defaulter to every item or member. */
function each(below: Defaulter | undefined): Defaulter | undefined {
  if (below === undefined) return undefined;
  return (value, input) => {
    if (Array.isArray(value)) {
      let items: unknown[] | undefined;
      for (let i = 0; i < value.length; i++) {
        const defaulted = below(value[i], input);
        if (defaulted === value[i]) continue;
        items ??= [...(value as unknown[])];
        items[i] = defaulted;
      }
      return items ?? value;
    }
    if (!isPlain(value)) return value;
    let copy: Plain | undefined;
    for (const key in value) {
      const defaulted = below(value[key], input);
      if (defaulted === value[key]) continue;
      copy ??= { ...value };
      setOwn(copy, key, defaulted);
    }
    return copy ?? value;
  };
}
