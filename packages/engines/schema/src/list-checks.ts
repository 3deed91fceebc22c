/** Custom resources: uniqueness in lists that are sets or maps, and the type metadata of embedded objects. */
import { fieldError } from '@kubets/machinery/field-error';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { type ObjectMeta, parseApiVersion } from '@kubets/machinery/meta';
import { dns1035Label, nameIsPathSegment, validateObjectMeta } from '@kubets/machinery/names';
import { repeated } from './identity.ts';
import type { TypeNode } from './type-node.ts';
import type { Check, ValidationRun } from './value-checks.ts';

/** Runs `here` on every value of the schemas for which it is defined. Undefined if there are none. */
function everywhere(node: TypeNode, here: (node: TypeNode) => Check | undefined): Check | undefined {
  const itself = here(node);
  const fields = new Map<string, Check>();
  for (const field of node.fields ?? []) {
    const check = everywhere(field, here);
    if (check !== undefined) fields.set(field.name, check);
  }
  const values = node.values === undefined ? undefined : everywhere(node.values, here);
  const items = node.items === undefined ? undefined : everywhere(node.items, here);
  if (itself === undefined && fields.size === 0 && values === undefined && items === undefined) return undefined;
  return (value, old, run) => {
    itself?.(value, old, run);
    if (Array.isArray(value)) {
      if (items === undefined) return;
      for (const [index, item] of value.entries()) {
        run.path.index(index);
        items(item, undefined, run);
        run.path.leave();
      }
    } else if (isPlain(value)) members(value, fields, values, run);
  };
}

function members(
  value: Plain,
  fields: ReadonlyMap<string, Check>,
  values: Check | undefined,
  run: ValidationRun,
): void {
  for (const key in value) {
    const field = fields.get(key);
    if (field !== undefined) {
      run.path.field(key);
      field(value[key], undefined, run);
      run.path.leave();
    } else if (values !== undefined) {
      run.path.key(key);
      values(value[key], undefined, run);
      run.path.leaveKey();
    }
  }
}

/** Sets must not contain duplicate items, and maps must not contain duplicate keys. */
export function listTypeChecks(root: TypeNode): Check | undefined {
  return everywhere(root, (node) => {
    if (node.listType === 'set') return (value, _old, run) => duplicates(value, (item) => item, run);
    if (node.listType !== 'map') return undefined;
    const keys = node.listMapKeys ?? [];
    return (value, _old, run) => {
      if (!Array.isArray(value)) return;
      const stranger = value.findIndex((item) => item !== null && !isPlain(item));
      if (stranger < 0) duplicates(value, (item) => keysOf(item, keys), run);
      else {
        const field = `${run.path.bracketed()}[${stranger}]`;
        run.errors.push(fieldError.invalid(field, value[stranger], 'must be an object for an array of list-type map'));
      }
    };
  });
}

function keysOf(item: unknown, keys: readonly string[]): unknown {
  if (!isPlain(item)) return {};
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(item, key)).map((key) => [key, item[key]]));
}

/** Reports the second of several equal items only. */
function duplicates(value: unknown, identity: (item: unknown) => unknown, run: ValidationRun): void {
  if (!Array.isArray(value) || value.length < 2) return;
  const identities = value.map(identity);
  for (const index of repeated(identities, 'second')) {
    run.errors.push(fieldError.duplicate(`${run.path.bracketed()}[${index}]`, identities[index]));
  }
}

/** Embedded objects must have apiVersion, kind and valid metadata. The root is not checked. */
export function embeddedChecks(root: TypeNode): Check | undefined {
  return everywhere(root, (node) => (node.embedded && node !== root ? embeddedObject : undefined));
}

function embeddedObject(value: unknown, _old: unknown, run: ValidationRun): void {
  if (!isPlain(value)) return;
  const at = (name: string): string => run.path.bracketed(name);
  const apiVersion = own(value, 'apiVersion');
  if (apiVersion === undefined || apiVersion === '') run.errors.push(fieldError.required(at('apiVersion')));
  else if (typeof apiVersion !== 'string') {
    run.errors.push(fieldError.invalid(at('apiVersion'), apiVersion, 'must be a string'));
  } else if (parseApiVersion(apiVersion) === undefined) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`;
    run.errors.push(fieldError.invalid(at('apiVersion'), apiVersion, detail));
  }
  const kind = own(value, 'kind');
  if (kind === undefined) run.errors.push(fieldError.required(at('kind')));
  else if (kind === '') run.errors.push(fieldError.invalid(at('kind'), kind, 'must not be empty'));
  else if (typeof kind !== 'string') run.errors.push(fieldError.invalid(at('kind'), kind, 'must be a string'));
  else {
    const wrong = dns1035Label(kind.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${wrong.join(',')}`;
    if (wrong.length > 0) run.errors.push(fieldError.invalid(at('kind'), kind, detail));
  }
  const metadata = own(value, 'metadata');
  if (isPlain(metadata)) {
    const meta = { name: 'fakename', ...metadata } as ObjectMeta;
    const namespaced = meta.namespace !== undefined && meta.namespace !== '';
    run.errors.push(...validateObjectMeta(meta, { namespaced, nameRule: nameIsPathSegment, path: at('metadata') }));
  }
}
