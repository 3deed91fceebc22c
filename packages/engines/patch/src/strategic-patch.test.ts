/** Strategic merge patches: directives, differences, three-way patches, and their properties. */
import { StatusError } from '@kubets/machinery/status-error';
import { type TypeNode, typeTable } from '@kubets/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createStrategicPatch,
  createThreeWayStrategicPatch,
  PatchConflictError,
  requireKeyUnchanged,
  requireMetadataKeyUnchanged,
} from './create-patch.ts';
import { applyStrategicMergePatch } from './strategic-merge.ts';

const seed = Number(process.env.FC_SEED ?? 20261121);
console.log(`strategic-patch: fast-check seed ${seed}`);

/** A part of the schema of a Deployment. */
const table = typeTable({
  Deployment: {
    type: 'object',
    fields: [
      { name: 'kind', type: 'string' },
      { name: 'metadata', ref: 'ObjectMeta' },
      { name: 'spec', ref: 'Spec' },
    ],
  },
  ObjectMeta: {
    type: 'object',
    fields: [
      { name: 'name', type: 'string' },
      { name: 'labels', type: 'map', values: { type: 'string' } },
      { name: 'finalizers', type: 'array', items: { type: 'string' }, patchStrategy: 'merge' },
    ],
  },
  Spec: {
    type: 'object',
    fields: [
      { name: 'replicas', type: 'integer' },
      { name: 'strategy', ref: 'Strategy', patchStrategy: 'retainKeys' },
      { name: 'containers', type: 'array', items: { ref: 'Container' }, patchStrategy: 'merge', patchMergeKey: 'name' },
      {
        name: 'volumes',
        type: 'array',
        items: { ref: 'Volume' },
        patchStrategy: 'merge,retainKeys',
        patchMergeKey: 'name',
      },
      { name: 'tolerations', type: 'array', items: { ref: 'Toleration' } },
      { name: 'info', ref: 'Toleration', patchStrategy: 'replace' },
    ],
  },
  Strategy: {
    type: 'object',
    fields: [
      { name: 'type', type: 'string' },
      { name: 'rollingUpdate', ref: 'Toleration' },
    ],
  },
  Container: {
    type: 'object',
    fields: [
      { name: 'name', type: 'string' },
      { name: 'image', type: 'string' },
      { name: 'args', type: 'array', items: { type: 'string' } },
      { name: 'ports', type: 'array', items: { ref: 'Port' }, patchStrategy: 'merge', patchMergeKey: 'containerPort' },
      { name: 'limits', type: 'map', values: { type: 'string' } },
    ],
  },
  Port: {
    type: 'object',
    fields: [
      { name: 'containerPort', type: 'integer' },
      { name: 'protocol', type: 'string' },
    ],
  },
  Volume: {
    type: 'object',
    fields: [
      { name: 'name', type: 'string' },
      { name: 'emptyDir', ref: 'Toleration' },
      { name: 'hostPath', ref: 'Toleration' },
    ],
  },
  Toleration: {
    type: 'object',
    fields: [
      { name: 'key', type: 'string' },
      { name: 'value', type: 'string' },
    ],
  },
});
const node: TypeNode = { ref: 'Deployment' };
type Plain = Record<string, unknown>;
const spec = (members: Plain): Plain => ({ spec: members });
const apply = (document: Plain, patch: Plain): Plain => applyStrategicMergePatch(document, patch, node, table);

function refusal(document: Plain, patch: Plain): readonly [number, string] {
  try {
    apply(document, patch);
  } catch (error) {
    if (error instanceof StatusError) return [error.code, (error.cause as Error).message];
    throw error;
  }
  return [200, ''];
}

describe('applyStrategicMergePatch', () => {
  const two = {
    containers: [
      { name: 'a', image: '1' },
      { name: 'b', image: '1' },
    ],
  };
  test.each<[string, Plain, Plain, Plain]>([
    [
      'merges objects',
      { replicas: 1, strategy: { type: 'x' } },
      { strategy: { rollingUpdate: {} } },
      { replicas: 1, strategy: { type: 'x', rollingUpdate: {} } },
    ],
    ['deletes null fields', { replicas: 1, info: {} }, { replicas: null, absent: null }, { info: {} }],
    ['drops nulls in added objects', {}, { info: { key: null, value: 'v' } }, { info: { value: 'v' } }],
    [
      'replaces lists without a strategy',
      { tolerations: [{ key: 'a' }] },
      { tolerations: [{ key: 'b' }] },
      { tolerations: [{ key: 'b' }] },
    ],
    [
      'replaces objects with the strategy replace',
      { info: { key: 'a' } },
      { info: { value: 'b' } },
      { info: { value: 'b' } },
    ],
    [
      'merges lists by key, items of the patch first',
      two,
      { containers: [{ name: 'b', image: '2' }, { name: 'c' }] },
      { containers: [{ name: 'a', image: '1' }, { name: 'b', image: '2' }, { name: 'c' }] },
    ],
    [
      'deletes items',
      two,
      { containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [{ name: 'b', image: '1' }] },
    ],
    [
      'replaces a merged list',
      two,
      { containers: [{ $patch: 'replace' }, { name: 'c' }] },
      { containers: [{ name: 'c' }] },
    ],
    [
      'replaces an object',
      { strategy: { type: 'x' } },
      { strategy: { $patch: 'replace', rollingUpdate: {} } },
      { strategy: { rollingUpdate: {} } },
    ],
    ['empties an object', { strategy: { type: 'x' } }, { strategy: { $patch: 'delete' } }, { strategy: {} }],
    [
      'does not add an item with $patch: delete',
      {},
      { strategy: { $patch: 'delete' }, containers: [{ name: 'a', $patch: 'delete' }] },
      { containers: [] },
    ],
    [
      'orders a list',
      two,
      { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
      {
        containers: [
          { name: 'b', image: '1' },
          { name: 'a', image: '1' },
        ],
      },
    ],
    [
      'orders a list with items that are not in the patch',
      { containers: [{ name: 'x' }, { name: 'a' }, { name: 'y' }, { name: 'b' }] },
      { '$setElementOrder/containers': [{ name: 'c' }, { name: 'b' }, { name: 'a' }], containers: [{ name: 'c' }] },
      { containers: [{ name: 'c' }, { name: 'x' }, { name: 'y' }, { name: 'b' }, { name: 'a' }] },
    ],
    [
      'keeps the fields in $retainKeys',
      { strategy: { type: 'x', rollingUpdate: { key: 'k' } } },
      { strategy: { $retainKeys: ['type'], type: 'y' } },
      { strategy: { type: 'y' } },
    ],
    [
      'merges below items',
      { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 1, protocol: 'UDP' }, { containerPort: 2 }] }] },
      { containers: [{ name: 'a', ports: [{ containerPort: 1, protocol: 'UDP' }, { containerPort: 2 }] }] },
    ],
  ])('%s', (_, document, patch, expected) => {
    expect(apply(spec(document), spec(patch))).toEqual(spec(expected));
  });

  test('adds values to lists of scalars once, and deletes them', () => {
    const document = { metadata: { finalizers: ['a', 'b'] } };
    expect(apply(document, { metadata: { finalizers: ['b', 'c'] } })).toEqual({
      metadata: { finalizers: ['a', 'b', 'c'] },
    });
    expect(apply(document, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } })).toEqual({
      metadata: { finalizers: ['b'] },
    });
    expect(apply(document, { metadata: { '$setElementOrder/finalizers': ['b', 'a'] } })).toEqual({
      metadata: { finalizers: ['b', 'a'] },
    });
  });

  test.each<[Plain, Plain, number, string]>([
    [
      { containers: [{ name: 'a' }] },
      { containers: [{ image: 'x' }] },
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      { strategy: {} },
      { strategy: { $patch: 'swap', type: 'x' } },
      500,
      'unknown patch type: swap in map: map[$patch:swap type:x]',
    ],
    [
      { containers: [{ name: 'a' }] },
      { containers: [{ $patch: 'merge' }] },
      500,
      'merging lists cannot yet be specified in the patch',
    ],
    [
      { strategy: { type: 'x' } },
      { strategy: { $retainKeys: ['type'], rollingUpdate: {} } },
      400,
      'invalid patch format of retainKeys',
    ],
    [{ strategy: {} }, { strategy: { $retainKeys: 'type' } }, 400, 'invalid patch format of retainKeys'],
    [{}, { $setElementOrder: [] }, 400, 'invalid patch format of setElementOrder list'],
    [{}, { $deleteFromPrimitiveList: [] }, 400, 'invalid patch format of primitive list'],
    [{ containers: [] }, { containers: [[]] }, 422, 'lists of lists are not supported'],
    [
      {},
      { '$setElementOrder/containers': {} },
      500,
      'expected a []interface {}, but received a map[string]interface {}',
    ],
    [{ nope: {} }, { nope: {} }, 500, 'unable to find api field in struct  for the json field "nope"'],
  ])('on %j refuses %j', (document, patch, code, message) => {
    const [status, text] = refusal(spec(document), spec(patch));
    expect([status, text.replace('struct Spec', 'struct ')]).toEqual([code, message]);
  });

  test('refuses an order list without an item of the patch', () => {
    const patch = { '$setElementOrder/containers': [{ name: 'b' }], containers: [{ name: 'a' }] };
    expect(refusal(spec({}), spec(patch))[1]).toMatch(/^The order in patch list:\n/);
  });

  test('does not change the document or the patch', () => {
    const document = spec(structuredClone(two));
    const patch = spec({
      containers: [
        { name: 'a', $patch: 'delete' },
        { name: 'b', image: '2' },
      ],
      info: { key: null },
    });
    const [before, wanted] = [structuredClone(document), structuredClone(patch)];
    apply(document, patch);
    expect(document).toEqual(before);
    expect(patch).toEqual(wanted);
  });

  test('treats __proto__ as a plain key', () => {
    const merged = apply(
      JSON.parse('{"metadata":{"labels":{}}}'),
      JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}'),
    );
    expect(JSON.stringify(merged)).toBe('{"metadata":{"labels":{"__proto__":"x"}}}');
  });
});

describe('strategic difference of two objects', () => {
  const diff = (original: Plain, modified: Plain): Plain =>
    createStrategicPatch(spec(original), spec(modified), node, table).spec as Plain;

  test.each<[string, Plain, Plain, Plain]>([
    ['contains changed fields', { replicas: 1 }, { replicas: 2, info: {} }, { replicas: 2, info: {} }],
    ['contains null for removed fields', { replicas: 1, info: {} }, { info: {} }, { replicas: null, info: {} }],
    [
      'contains items with their key, and the order of the list',
      { containers: [{ name: 'a', image: '1' }, { name: 'b' }] },
      { containers: [{ name: 'c' }, { name: 'a', image: '2' }] },
      {
        '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }],
        containers: [{ name: 'c' }, { name: 'a', image: '2' }, { name: 'b', $patch: 'delete' }],
      },
    ],
    [
      'contains $retainKeys for unions',
      { strategy: { type: 'RollingUpdate', rollingUpdate: {} } },
      { strategy: { type: 'Recreate' } },
      { strategy: { $retainKeys: ['type'], type: 'Recreate', rollingUpdate: null } },
    ],
    [
      'contains $retainKeys for volumes',
      { volumes: [{ name: 'v', emptyDir: {} }] },
      { volumes: [{ name: 'v', hostPath: { key: 'k' } }] },
      {
        '$setElementOrder/volumes': [{ name: 'v' }],
        volumes: [{ $retainKeys: ['hostPath', 'name'], name: 'v', hostPath: { key: 'k' }, emptyDir: null }],
      },
    ],
  ])('%s', (_, original, modified, patch) => {
    expect(diff(original, modified)).toEqual(patch);
  });
});

describe('createThreeWayStrategicPatch', () => {
  const original = spec({ replicas: 1, containers: [{ name: 'a', image: '1', args: ['x'] }, { name: 'gone' }] });
  const modified = spec({ replicas: 1, containers: [{ name: 'a', image: '2' }] });
  const current = spec({
    replicas: 5,
    containers: [{ name: 'injected' }, { name: 'a', image: '1', args: ['x'], limits: { cpu: '1' } }, { name: 'gone' }],
    info: { key: 'defaulted' },
  });

  test('sets modified fields, deletes fields that were applied before, and keeps fields of others', () => {
    const patch = createThreeWayStrategicPatch(original, modified, current, node, table);
    expect(apply(current, patch)).toEqual(
      spec({
        replicas: 1,
        containers: [{ name: 'injected' }, { name: 'a', image: '2', limits: { cpu: '1' } }],
        info: { key: 'defaulted' },
      }),
    );
  });

  test('reports a conflict if others changed the same field, unless it may overwrite', () => {
    const make = (): unknown =>
      createThreeWayStrategicPatch(original, modified, current, node, table, { overwrite: false });
    expect(make).toThrow(PatchConflictError);
    expect(make).toThrow(/conflicts with changes made from original to current/);
    const calm = spec({
      replicas: 1,
      containers: [{ name: 'a', image: '1', args: ['x'] }, { name: 'gone' }],
      info: { key: 'k' },
    });
    expect(createThreeWayStrategicPatch(original, modified, calm, node, table, { overwrite: false })).toBeDefined();
  });

  test('keeps kind and name', () => {
    const preconditions = [requireKeyUnchanged('kind'), requireMetadataKeyUnchanged('name')];
    const make = (next: Plain): unknown =>
      createThreeWayStrategicPatch({}, next, { kind: 'A', metadata: { name: 'a' } }, node, table, { preconditions });
    expect(() => make({ kind: 'B' })).toThrow('precondition failed for: map[kind:B]');
    expect(() => make({ metadata: { name: 'b' } })).toThrow('precondition failed');
    expect(make({ metadata: { labels: { x: 'y' } } })).toBeDefined();
  });
});

/** Random values of a type: fields may be absent, items of merged lists have unique keys. */
function valuesOf(type: TypeNode): fc.Arbitrary<unknown> {
  const resolved = type.ref === undefined ? type : (table.get(type.ref) as TypeNode);
  if (resolved.fields !== undefined) {
    const members = Object.fromEntries(resolved.fields.map((field) => [field.name, fieldValues(field)]));
    return fc.record(members, { requiredKeys: [], noNullPrototype: true });
  }
  if (resolved.type === 'map') return fc.dictionary(fc.constantFrom('x', 'y', 'z'), scalars, { noNullPrototype: true });
  return resolved.type === 'integer' ? fc.nat(5) : scalars;
}
const scalars = fc.constantFrom('p', 'q', 'r', 's');

function fieldValues(field: TypeNode & { readonly patchMergeKey?: string }): fc.Arbitrary<unknown> {
  if (field.type !== 'array') return valuesOf(field);
  const items = valuesOf(field.items as TypeNode);
  const key = field.patchMergeKey;
  if (key === undefined) {
    return field.patchStrategy === 'merge'
      ? fc.uniqueArray(items, { maxLength: 4 })
      : fc.array(items, { maxLength: 3 });
  }
  const keys: fc.Arbitrary<unknown> = key === 'containerPort' ? fc.nat(12) : scalars;
  const keyed = fc.tuple(items, keys).map(([item, value]) => ({ ...(item as Plain), [key]: value }));
  return fc.uniqueArray(keyed, { maxLength: 4, selector: (item) => item[key] });
}

const deployments = valuesOf(node) as fc.Arbitrary<Plain>;

describe('properties of strategic merge patches', () => {
  test('the difference of two objects, applied to the first, returns the second', () => {
    fc.assert(
      fc.property(deployments, deployments, (original, modified) => {
        expect(apply(original, createStrategicPatch(original, modified, node, table))).toEqual(modified);
      }),
      { seed, numRuns: 1_000 },
    );
  });

  test('a difference can be applied twice with the same result', () => {
    fc.assert(
      fc.property(deployments, deployments, (original, modified) => {
        const patch = createStrategicPatch(original, modified, node, table);
        const once = apply(original, patch);
        expect(apply(once, patch)).toEqual(once);
      }),
      { seed, numRuns: 300 },
    );
  });

  test('a three-way patch, applied to the unchanged object, returns the modified one', () => {
    fc.assert(
      fc.property(deployments, deployments, (original, modified) => {
        const patch = createThreeWayStrategicPatch(original, modified, original, node, table);
        expect(apply(original, patch)).toEqual(modified);
      }),
      { seed, numRuns: 1_000 },
    );
  });
});
