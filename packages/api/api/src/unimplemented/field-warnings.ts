/** Finds fields of an object that are stored but have no effect yet. */

export interface UnimplementedField {
  /** The path from the spec; `[]` stands for all items: `containers[].volumeDevices`. */
  readonly path: string;
  /** The values that have no effect. Absent: any value except an empty list or object. */
  readonly values?: readonly string[];
  /** The effect, as a sentence without a full stop. */
  readonly effect: string;
  /** Another type also has a field of this name, so that the check for unread fields finds it in the code. */
  readonly sharedName?: boolean;
}

interface Step {
  readonly children: Map<string, Step>;
  isList: boolean;
  /** The fields that end here: one entry for each group of values. */
  readonly fields: UnimplementedField[];
}

/** Reports the unimplemented fields of a spec at `path`. */
export type FieldWarner = (spec: object, path: string) => readonly string[];

const newStep = (): Step => ({ children: new Map(), isList: false, fields: [] });

function treeOf(fields: readonly UnimplementedField[]): Step {
  const root = newStep();
  for (const field of fields) {
    let step = root;
    for (const part of field.path.split('.')) {
      const name = part.replace('[]', '');
      let next = step.children.get(name);
      if (next === undefined) {
        next = newStep();
        step.children.set(name, next);
      }
      next.isList = part.endsWith('[]');
      step = next;
    }
    step.fields.push(field);
  }
  return root;
}

function isSet(value: unknown, { values }: UnimplementedField): boolean {
  if (values !== undefined) return typeof value === 'string' && values.includes(value);
  if (typeof value !== 'object' || value === null) return value !== undefined && value !== null;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function visit(step: Step, value: unknown, path: string, found: string[]): void {
  for (const field of step.fields) {
    if (isSet(value, field)) found.push(`${path}: not implemented by kubets: ${field.effect}`);
  }
  if (typeof value !== 'object' || value === null) return;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const [name, child] of step.children) {
    const below = fields[name];
    if (below === undefined) continue;
    if (!child.isList) visit(child, below, `${path}.${name}`, found);
    else if (Array.isArray(below))
      below.forEach((item, index) => {
        visit(child, item, `${path}.${name}[${index}]`, found);
      });
  }
}

/** Compiled at first use. */
export function fieldWarner(fields: readonly UnimplementedField[]): FieldWarner {
  let tree: Step | undefined;
  return (spec, path) => {
    tree ??= treeOf(fields);
    const found: string[] = [];
    visit(tree, spec, path, found);
    return found;
  };
}
