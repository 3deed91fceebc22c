/** Compiles the validation tags of built-in types into one check per type. Types without tags have no overhead. */
import { deepEqual } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { type FieldRule, fieldRule } from './declarative-rules.ts';
import { canonicalText, itemsByKey } from './identity.ts';
import type { FieldNode, TypeNode, TypeTable } from './type-node.ts';
import type { Check, ValidationRun } from './value-checks.ts';

interface FieldCheck {
  readonly name: string;
  readonly rules: readonly FieldRule[];
  readonly below: Check | undefined;
}

/** Compiles checks of a table. Unchanged parts of an update are not checked. */
export class DeclarativeCompiler {
  readonly #table: TypeTable;
  readonly #gate: (name: string) => boolean;
  readonly #named = new Map<string, Check | undefined>();
  readonly #reaching = new Map<string, boolean>();

  constructor(table: TypeTable, gate: (name: string) => boolean) {
    this.#table = table;
    this.#gate = gate;
  }

  of(node: TypeNode): Check | undefined {
    if (node.ref !== undefined) return this.#ofName(node.ref);
    switch (node.type) {
      case 'object':
        return this.#fields(node);
      case 'array':
        return this.#items(node);
      case 'map':
        return this.#values(node);
      default:
        return undefined;
    }
  }

  #ofName(name: string): Check | undefined {
    if (this.#named.has(name)) return this.#named.get(name);
    if (!this.#reaches({ ref: name }, new Set())) {
      this.#named.set(name, undefined);
      return undefined;
    }
    let compiled: Check | undefined;
    // Compiled on first use: a type may contain itself.
    const lazy: Check = (value, old, run) => {
      compiled ??= this.of(this.#table.get(name) ?? {});
      compiled?.(value, old, run);
    };
    this.#named.set(name, lazy);
    return lazy;
  }

  #rules(field: FieldNode): readonly FieldRule[] {
    return (field.rules ?? []).map((rule) => fieldRule(rule, field, this.#gate)).filter((each) => each !== undefined);
  }

  #fields(node: TypeNode): Check | undefined {
    const checks: FieldCheck[] = (node.fields ?? [])
      .map((field) => ({ name: field.name, rules: this.#rules(field), below: this.of(field) }))
      .filter(({ rules, below }) => rules.length > 0 || below !== undefined);
    const union = (node.fields ?? []).filter((field) => field.rules?.includes('unionMember')).map(({ name }) => name);
    if (checks.length === 0 && union.length === 0) return undefined;
    return (value, old, run) => {
      if (!isPlain(value)) return;
      const olds = isPlain(old) ? old : undefined;
      if (union.length > 0) unionErrors(value, olds, union, run);
      for (const { name, rules, below } of checks) {
        const field = own(value, name);
        const was = olds === undefined ? undefined : own(olds, name);
        if (olds !== undefined && deepEqual(field, was)) continue;
        run.path.field(name);
        for (const rule of rules) rule({ value: field, old: was, update: olds !== undefined, run });
        if (field !== undefined && field !== null) below?.(field, was, run);
        run.path.leave();
      }
    };
  }

  #items(node: TypeNode): Check | undefined {
    const check = this.of(node.items ?? {});
    if (check === undefined) return undefined;
    const keys = node.listMapKeys;
    return (value, old, run) => {
      if (!Array.isArray(value)) return;
      const oldItems: readonly unknown[] = Array.isArray(old) ? old : [];
      const oldOf = keys === undefined ? undefined : itemsByKey(oldItems, keys);
      const kept = keys === undefined ? new Set(oldItems.map(canonicalText)) : undefined;
      for (const [index, item] of value.entries()) {
        const was = oldOf?.(item);
        if ((was !== undefined && deepEqual(was, item)) || (kept?.size && kept.has(canonicalText(item)))) continue;
        run.path.index(index);
        check(item, was, run);
        run.path.leave();
      }
    };
  }

  #values(node: TypeNode): Check | undefined {
    const check = this.of(node.values ?? {});
    if (check === undefined) return undefined;
    return (value, old, run) => {
      if (!isPlain(value)) return;
      for (const key in value) {
        const was = isPlain(old) ? own(old, key) : undefined;
        if (was !== undefined && deepEqual(was, value[key])) continue;
        run.path.key(key);
        check(value[key], was, run);
        run.path.leaveKey();
      }
    };
  }

  /** Whether a node, or a node below it, has a rule. */
  #reaches(node: TypeNode, seen: Set<string>): boolean {
    if (node.ref !== undefined) {
      const { ref } = node;
      if (this.#reaching.get(ref)) return true;
      if (seen.has(ref)) return false;
      seen.add(ref);
      const found = this.#reaches(this.#table.get(ref) ?? {}, seen);
      if (found) this.#reaching.set(ref, true);
      return found;
    }
    const below = node.items ?? node.values;
    if (below !== undefined) return this.#reaches(below, seen);
    return (node.fields ?? []).some(
      (field) => this.#rules(field).length > 0 || field.rules?.includes('unionMember') || this.#reaches(field, seen),
    );
  }
}

/** Exactly one member of a union must be set. */
function unionErrors(value: Plain, old: Plain | undefined, members: readonly string[], run: ValidationRun): void {
  const isSet = (object: Plain, name: string): boolean => {
    const member = own(object, name);
    return Array.isArray(member) ? member.length > 0 : member !== undefined && member !== null;
  };
  const given = members.filter((name) => isSet(value, name));
  if (given.length === 1) return;
  if (old !== undefined && members.every((name) => isSet(value, name) === isSet(old, name))) return;
  const all = members.map((name) => `\`${name}\``).join(', ');
  const [shown, detail] =
    given.length === 0
      ? ['', `must specify one of: ${all}`]
      : [`{${given.join(', ')}}`, `must specify exactly one of: ${all}`];
  run.errors.push(fieldError.invalid(run.path.bracketed(), shown, detail));
}
