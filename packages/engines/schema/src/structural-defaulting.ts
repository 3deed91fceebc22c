/** Custom resources: declared defaults, with nulls that a schema does not allow treated as absent. */
import { isPlain, own, type Plain, setOwn } from '@kubets/machinery/json';
import type { TypeNode } from './type-node.ts';

/** Fills a value of a structural schema; undefined where nothing below can change. */
export type StructuralDefaulter = (value: unknown) => unknown;

/** Compiles a structural node. Its depth is that of the schema, which cannot contain itself. */
export function structuralDefaulter(node: TypeNode): StructuralDefaulter {
  const members = (node.fields ?? []).map((field) => {
    const below = structuralDefaulter(field);
    // Filled once: the values of an object share it.
    const preset = field.default === undefined ? undefined : below(field.default);
    return { name: field.name, preset, nullable: field.nullable === true, below };
  });
  const names = new Set(members.map(({ name }) => name));
  const values = node.values;
  const belowValues = values === undefined ? undefined : structuralDefaulter(values);
  const belowItems = node.items === undefined ? undefined : structuralDefaulter(node.items);
  return (value) => {
    if (Array.isArray(value)) return belowItems === undefined ? value : items(value, node.items ?? {}, belowItems);
    if (!isPlain(value)) return value;
    let copy: Plain | undefined;
    for (const { name, preset, nullable, below } of members) {
      const given = own(value, name);
      const absent = given === undefined || (given === null && !nullable);
      const next = absent ? preset : below(given);
      if (next === given) continue;
      copy ??= { ...value };
      if (next === undefined) delete copy[name];
      else setOwn(copy, name, next);
    }
    if (belowValues === undefined) return copy ?? value;
    for (const key in value) {
      if (names.has(key)) continue;
      const given = value[key];
      const absent = given === null && !values?.nullable;
      const next = absent ? values?.default : given;
      const filled = next === undefined ? undefined : belowValues(next);
      if (filled === given) continue;
      copy ??= { ...value };
      if (filled === undefined) delete copy[key];
      else setOwn(copy, key, filled);
    }
    return copy ?? value;
  };
}

function items(value: readonly unknown[], node: TypeNode, below: StructuralDefaulter): unknown {
  let copy: unknown[] | undefined;
  for (let i = 0; i < value.length; i++) {
    const given = value[i];
    const absent = given === null && !node.nullable;
    const next = below(absent && node.default !== undefined ? node.default : given);
    if (next === given) continue;
    copy ??= [...value];
    copy[i] = next;
  }
  return copy ?? value;
}
