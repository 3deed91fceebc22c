/** Properties of server-side apply, and comparison of the optimized functions with simple ones. */
import { readFileSync } from 'node:fs';
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { typeTable } from '@kubets/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyConfiguration } from './apply-configuration.ts';
import { compareValues } from './compare.ts';
import { difference, type FieldSet, intersection, isWithin, sameSet, setOf, union, without } from './field-set.ts';
import type { FieldWriteRequest } from './field-write.ts';
import { fromFieldsV1, toFieldsV1 } from './fields-v1.ts';
import { mergeValues } from './merge.ts';
import { mergePlan } from './merge-plan.ts';
import { everyPath, ownedFields } from './owned-fields.ts';
import { changes, everything, pathTexts, setOfTexts } from './reference.testing.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const facts = JSON.parse(readFileSync(new URL('../../../../api/api/facts/types.json', import.meta.url), 'utf8'));
const table = typeTable(facts.types);
const type = 'k8s.io/api/apps/v1.Deployment';
const plan = mergePlan(type, table);
const request = (manager: string, more: Partial<FieldWriteRequest> = {}): FieldWriteRequest => ({
  manager,
  apiVersion: 'apps/v1',
  subresource: '',
  now: '2026-01-01T00:00:00Z',
  type,
  table,
  resetFields: [['f:status']],
  ...more,
});
const apply = (live: KubeObject | undefined, config: KubeObject, manager: string): KubeObject =>
  applyConfiguration(live, config, true, request(manager));
const update = (live: KubeObject | undefined, next: KubeObject, manager: string): KubeObject =>
  updateManagedFields(live, { ...next, metadata: { ...next.metadata, uid: 'u' } }, request(manager));
const entry = (object: KubeObject, manager: string, operation = 'Apply'): ManagedFieldsEntry | undefined =>
  object.metadata?.managedFields?.find((each) => each.manager === manager && each.operation === operation);
const fieldsOf = (object: KubeObject, manager: string): FieldSet =>
  fromFieldsV1(entry(object, manager)?.fieldsV1 ?? {}) ?? setOf([]);

const optional = { requiredKeys: [] };
const items = fc.constantFrom('a', 'b', 'c');
const port = fc.record(
  { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom('TCP', 'UDP'), name: fc.constantFrom('x', 'y') },
  { requiredKeys: ['containerPort'] },
);
const container = fc.record(
  {
    name: items,
    image: fc.constantFrom('i:1', 'i:2'),
    args: fc.array(items, { maxLength: 2 }),
    ports: fc.uniqueArray(port, {
      maxLength: 3,
      selector: ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`,
    }),
    resources: fc.record(
      { limits: fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom('1', '2')) },
      optional,
    ),
  },
  { requiredKeys: ['name'] },
);
/** Random Deployments with few names and values, so that they overlap. */
const deployments = fc
  .record(
    {
      labels: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
      finalizers: fc.uniqueArray(items),
      replicas: fc.integer({ min: 0, max: 2 }),
      paused: fc.boolean(),
      selector: fc.record({ matchLabels: fc.dictionary(items, fc.constantFrom('1', '2'), { maxKeys: 2 }) }),
      containers: fc.uniqueArray(container, { maxLength: 3, selector: (each) => each.name }),
      nodeSelector: fc.dictionary(items, fc.constantFrom('1', '2'), { maxKeys: 2 }),
    },
    optional,
  )
  .map(({ labels, finalizers, containers, nodeSelector, ...spec }) => {
    const defined = (value: object): object =>
      Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
    const inner = defined({ containers, nodeSelector });
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: defined({ name: 'web', namespace: 'default', labels, finalizers }),
      spec: { ...defined(spec), ...(Object.keys(inner).length === 0 ? {} : { template: { spec: inner } }) },
    } as KubeObject;
  });
/** Random sets with few elements, so that they overlap. */
const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"a"}', 'v:1');
const sets = fc.array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 8 }).map(setOf);
const seed = Number(process.env.KUBETS_SEED ?? 20261121);
const options = { seed, numRuns: 300 };

describe(`properties of applyConfiguration (seed ${seed})`, () => {
  it('applying twice changes nothing, managedFields included', () => {
    fc.assert(
      fc.property(deployments, deployments, deployments, (first, other, second) => {
        const live = update(apply(apply(undefined, first, 'a'), other, 'b'), second, 'c');
        const once = apply(live, first, 'a');
        expect(apply(once, structuredClone(first), 'a')).toEqual(once);
      }),
      options,
    );
  });

  it('an applier removes no field that another applier owns', () => {
    fc.assert(
      fc.property(deployments, deployments, deployments, (first, other, second) => {
        const live = apply(apply(undefined, first, 'a'), other, 'b');
        const next = apply(live, second, 'a');
        // Only what a newly applies it may take; all else that b had is there, and is b's.
        const taken = compareValues(live, next, plan).modified;
        expect(isWithin(difference(fieldsOf(live, 'b'), taken), fieldsOf(next, 'b'))).toBe(true);
        expect(isWithin(without(fieldsOf(live, 'b'), taken), everyPath(next, plan))).toBe(true);
      }),
      options,
    );
  });

  it('a field that its only owner omits is removed', () => {
    fc.assert(
      fc.property(deployments, deployments, (first, second) => {
        const next = apply(apply(undefined, first, 'a'), second, 'a');
        expect(sameSet(fieldsOf(next, 'a'), fieldsOf(apply(undefined, second, 'a'), 'a'))).toBe(true);
        const { metadata: { managedFields: _, ...metadata } = {}, ...object } = next;
        expect(pathTexts(ownedFields({ ...object, metadata }, plan))).toEqual(pathTexts(ownedFields(second, plan)));
      }),
      options,
    );
  });

  it('the time of an applier changes only if the object changes', () => {
    fc.assert(
      fc.property(deployments, deployments, (first, second) => {
        const live = apply(undefined, first, 'a');
        const later = applyConfiguration(live, second, true, request('a', { now: '2027-01-01T00:00:00Z' }));
        const { managedFields: _, ...before } = live.metadata ?? {};
        const { managedFields: __, ...after } = later.metadata ?? {};
        const same =
          JSON.stringify(sorted({ ...live, metadata: before })) ===
          JSON.stringify(sorted({ ...later, metadata: after }));
        const time = entry(later, 'a')?.time;
        if (time !== undefined) expect(time).toBe(same ? '2026-01-01T00:00:00Z' : '2027-01-01T00:00:00Z');
      }),
      options,
    );
  });
});

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}

describe(`optimized functions return the same as simple ones (seed ${seed})`, () => {
  it('differences of the changed parts equal differences of all paths', () => {
    fc.assert(
      fc.property(deployments, deployments, (before, after) => {
        const slow = changes(everything(before, { ref: type }, table), everything(after, { ref: type }, table));
        const fast = compareValues(before, after, plan);
        expect(pathTexts(fast.added)).toEqual(slow.added);
        expect(pathTexts(fast.modified)).toEqual(slow.modified);
        expect(pathTexts(fast.removed)).toEqual(slow.removed);
      }),
      options,
    );
  });

  it('a set that is updated by differences equals a newly computed set', () => {
    fc.assert(
      fc.property(deployments, deployments, (before, after) => {
        const { added, removed } = compareValues(before, after, plan);
        const kept = union(difference(everyPath(before, plan), removed), added);
        expect(pathTexts(kept)).toEqual(pathTexts(everyPath(after, plan)));
      }),
      options,
    );
  });

  it('merged values that are shared with the live object are equal to it; a merge without changes returns the live object', () => {
    fc.assert(
      fc.property(deployments, deployments, (live, config) => {
        const merged = mergeValues(live, config, plan) as KubeObject;
        expect(compareValues(config, merged, plan)).toMatchObject({ modified: { member: false } });
        expect(pathTexts(compareValues(config, merged, plan).removed)).toEqual([]);
        expect(mergeValues(merged, structuredClone(config), plan)).toBe(merged);
        expect(merged).toEqual(mergeValues(structuredClone(live), structuredClone(config), plan));
      }),
      options,
    );
  });

  it('managedFields do not depend on whether objects share values', () => {
    fc.assert(
      fc.property(deployments, deployments, deployments, (first, second, third) => {
        const live = update(apply(undefined, first, 'a'), second, 'b');
        const cold = structuredClone(live);
        expect(apply(live, third, 'a')).toEqual(apply(cold, structuredClone(third), 'a'));
        expect(update(live, third, 'b')).toEqual(update(cold, structuredClone(third), 'b'));
      }),
      options,
    );
  });

  it('operations on trees equal operations on sets of paths', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [left, right] = [pathTexts(a), pathTexts(b)];
        const below = (path: string): boolean =>
          right.some((each) => path === each || path.startsWith(`${each}\u0000`));
        const expectPaths = (set: FieldSet, texts: readonly string[]): void => {
          expect(pathTexts(set)).toEqual([...new Set(texts)].sort());
          expect(sameSet(set, setOfTexts(texts))).toBe(true);
        };
        expectPaths(union(a, b), [...left, ...right]);
        expectPaths(
          difference(a, b),
          left.filter((path) => !right.includes(path)),
        );
        expectPaths(
          intersection(a, b),
          left.filter((path) => right.includes(path)),
        );
        expectPaths(
          without(a, b),
          left.filter((path) => !below(path)),
        );
        expect(isWithin(a, b)).toBe(left.every((path) => right.includes(path)));
        expect(union(a, a)).toBe(a);
        expect(difference(a, difference(b, a))).toBe(a);
      }),
      options,
    );
  });

  it('fieldsV1 can be parsed to the same set, and printed as the same document', () => {
    fc.assert(
      fc.property(sets, (set) => {
        const document = structuredClone(toFieldsV1(set));
        const read = fromFieldsV1(document);
        expect(read !== undefined && sameSet(read, set)).toBe(true);
        if (read !== undefined && read.children.size > 0) expect(toFieldsV1(read)).toBe(document);
      }),
      options,
    );
  });
});
