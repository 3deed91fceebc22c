/** Values joined and cut by type: an applied configuration over what stands, and paths taken out of a value. */
import type { TypeNode, TypeTable } from '../schema/type-node.ts';
import type { FieldSet } from './field-set.ts';
import { type Child, type Container, containerOf } from './typed-value.ts';

function nameOf(child: Child): string {
  return child.key.slice(2);
}

function mergeObject(live: Container, config: Container, table: TypeTable): Readonly<Record<string, unknown>> {
  const merged = new Map(live.children.map((child) => [nameOf(child), child.value]));
  for (const child of config.children) {
    const name = nameOf(child);
    merged.set(name, merged.has(name) ? mergeValues(merged.get(name), child.value, child.node, table) : child.value);
  }
  return Object.fromEntries(merged);
}

/** Items of the configuration in its order; items only the live list has keep their places between them. */
function mergeList(live: Container, config: Container, table: TypeTable): readonly unknown[] {
  const standing = new Map(live.children.map((child) => [child.key, child.value]));
  const wanted = new Set(config.children.map((child) => child.key));
  const merged: unknown[] = [];
  let next = 0;
  const takeThrough = (key: string): void => {
    const end = config.children.findIndex((child) => child.key === key);
    for (; next <= end; next++) {
      const child = config.children[next];
      if (child === undefined) continue;
      merged.push(
        standing.has(child.key) ? mergeValues(standing.get(child.key), child.value, child.node, table) : child.value,
      );
    }
  };
  for (const child of live.children) {
    if (wanted.has(child.key)) takeThrough(child.key);
    else merged.push(child.value);
  }
  const last = config.children.at(-1);
  if (last !== undefined) takeThrough(last.key);
  return merged;
}

/** `config` laid over `live`: objects and keyed lists are joined, everything else is replaced. */
export function mergeValues(live: unknown, config: unknown, node: TypeNode, table: TypeTable): unknown {
  const [left, right] = [containerOf(live, node, table), containerOf(config, node, table)];
  if (left === undefined || right === undefined || left.kind !== right.kind) return config;
  return right.kind === 'object' ? mergeObject(left, right, table) : mergeList(left, right, table);
}

/** The value without the paths of `gone` and what is below them; the same value where nothing is taken. */
export function removeFields(value: unknown, gone: FieldSet, node: TypeNode, table: TypeTable): unknown {
  if (gone.children.size === 0) return value;
  const container = containerOf(value, node, table);
  if (container === undefined) return value;
  const kept = container.children.flatMap((child): Child[] => {
    const below = gone.children.get(child.key);
    if (below === undefined) return [child];
    if (below.member) return [];
    return [{ ...child, value: removeFields(child.value, below, child.node, table) }];
  });
  if (container.kind === 'list') return kept.map((child) => child.value);
  return Object.fromEntries(kept.map((child) => [nameOf(child), child.value]));
}
