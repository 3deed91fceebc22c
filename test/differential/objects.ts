/** Custom resources for comparisons with upstream: random values for a schema, most of them valid. */
import { isPlain, type Plain } from '../../packages/foundation/machinery/src/json/index.ts';
import type { Dice } from './definitions.ts';

const strings = [
  'a',
  'b',
  'x',
  'h1',
  '',
  'A',
  'a-b',
  '2026-01-01T00:00:00Z',
  '50%',
  'longer than twenty characters',
  'é\n',
];
const numbers = [0, 1, 2, 3, 10, 11, -1, 0.5, 1.25, 80, 2147483648];
/** Values of any type, for places where the schema wants another. */
const anything = [null, true, 'a', 1, 1.5, [], {}, ['a'], { a: 1 }, [null], { a: null }, [[]]];

const pick = <T>(all: readonly T[], dice: Dice): T => all[dice.below(all.length)] as T;
const oneIn = (count: number, dice: Dice): boolean => dice.below(count) === 0;

function stringFor(schema: Plain, dice: Dice): string {
  if (Array.isArray(schema.enum) && !oneIn(8, dice)) return String(pick(schema.enum, dice));
  if (schema.format === 'date-time' && !oneIn(8, dice)) return '2026-01-01T00:00:00Z';
  return pick(strings, dice);
}

function listFor(schema: Plain, dice: Dice, depth: number): unknown[] {
  return Array.from({ length: dice.below(4) }, () => valueFor(schema.items, dice, depth + 1));
}

function mapFor(schema: Plain, dice: Dice, depth: number): Plain {
  const made: Plain = {};
  const properties = isPlain(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const [name, each] of Object.entries(properties)) {
    const isLikely = required.includes(name) ? !oneIn(12, dice) : !oneIn(3, dice);
    if (isLikely) made[name] = valueFor(each, dice, depth + 1);
  }
  const { additionalProperties } = schema;
  if (isPlain(additionalProperties)) {
    for (let left = dice.below(4); left > 0; left--)
      made[pick(strings, dice)] = valueFor(additionalProperties, dice, depth);
  }
  if (schema['x-kubernetes-embedded-resource'] === true && !oneIn(4, dice)) {
    Object.assign(made, { apiVersion: pick(['v1', 'apps/v1', 'a/b/c'], dice), kind: pick(['Pod', 'pod', ''], dice) });
    if (oneIn(2, dice))
      made.metadata = { name: pick(strings, dice), labels: { [pick(strings, dice)]: 'x' }, unknown: 1 };
  }
  if (oneIn(5, dice)) made.unknown = pick(anything, dice);
  return made;
}

/** A value for a schema; one in some is of another type, null, or breaks a rule. */
export function valueFor(schema: unknown, dice: Dice, depth = 0): unknown {
  if (!isPlain(schema) || depth > 8) return pick(anything, dice);
  // Upstream accepts lists for strings with a format. We do not.
  if (schema.format === undefined && oneIn(25, dice)) return structuredClone(pick(anything, dice));
  if (schema.type === 'object') return mapFor(schema, dice, depth);
  if (schema.type === 'array') return listFor(schema, dice, depth);
  if (schema.type === 'string') return stringFor(schema, dice);
  if (schema.type === 'boolean') return oneIn(2, dice);
  if (schema.type === 'integer') return Math.trunc(pick(numbers, dice));
  if (schema.type === 'number') return pick(numbers, dice);
  return structuredClone(pick(anything, dice));
}

/** An object of a definition's first version. */
export function objectFor(definition: Plain, name: string, dice: Dice): Plain {
  const { group, names, versions } = definition.spec as {
    group: string;
    names: { kind: string };
    versions: readonly { name: string; schema: { openAPIV3Schema: Plain } }[];
  };
  const [version] = versions;
  const root = { ...version?.schema.openAPIV3Schema };
  delete root.required;
  const made = mapFor(root, dice, 0);
  const apiVersion = `${group}/${version?.name}`;
  return { ...made, apiVersion, kind: names.kind, metadata: { name, namespace: 'default' } };
}
