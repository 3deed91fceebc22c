/** Tables of the effects of a DELETE, without a store. */
import type { ResourceDefinition } from '@kubets/api';
import { findResource } from '@kubets/api/catalog';
import type { KubeObject, ObjectMeta } from '@kubets/machinery/meta';
import { describe, expect, test } from 'vitest';
import type { DeleteOptions } from '../decode/delete-options.ts';
import { checkPreconditions, planDeletion, releasedByUpdate } from './deletion.ts';

const now = Date.parse('2026-01-01T00:00:30Z');
const plain = findResource('', 'v1', 'configmaps') as ResourceDefinition;
const jobs = findResource('batch', 'v1', 'jobs') as ResourceDefinition;
const events = findResource('', 'v1', 'events') as ResourceDefinition;
const namespaces = findResource('', 'v1', 'namespaces') as ResourceDefinition;
const graceful: ResourceDefinition = {
  ...plain,
  strategy: { gracefulDeletion: (_object, requested) => requested ?? 30 },
};

function options(given: Partial<DeleteOptions> = {}): DeleteOptions {
  return {
    dryRun: false,
    gracePeriodSeconds: undefined,
    orphanDependents: undefined,
    propagationPolicy: undefined,
    preconditions: undefined,
    ...given,
  };
}

function object(metadata: ObjectMeta = {}, rest: object = {}): KubeObject {
  return { kind: 'X', apiVersion: 'v1', metadata: { name: 'a', uid: 'u', resourceVersion: '7', ...metadata }, ...rest };
}

/** The changed metadata, or the action. */
function planned(definition: ResourceDefinition, given: KubeObject, asked?: Partial<DeleteOptions>): unknown {
  const plan = planDeletion(definition, given, options(asked), now);
  if (plan.do !== 'mark') return plan.do;
  const { name: _name, uid: _uid, resourceVersion: _version, ...meta } = plan.object.metadata ?? {};
  return meta;
}

describe('a deletion', () => {
  test('removes an object that nothing holds', () => {
    expect(planned(plain, object())).toBe('remove');
  });

  test('marks an object that a finalizer holds, without a grace period, and counts a generation', () => {
    expect(planned(plain, object({ finalizers: ['x/y'], generation: 3 }))).toEqual({
      finalizers: ['x/y'],
      generation: 4,
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 0,
    });
  });

  test('sets a grace period if the kind has one', () => {
    expect(planned(graceful, object())).toEqual({
      deletionTimestamp: '2026-01-01T00:01:00Z',
      deletionGracePeriodSeconds: 30,
    });
    expect(planned(graceful, object(), { gracePeriodSeconds: 0 })).toBe('remove');
    expect(planned(graceful, object(), { gracePeriodSeconds: -5 })).toEqual({
      deletionTimestamp: '2026-01-01T00:00:31Z',
      deletionGracePeriodSeconds: 1,
    });
  });

  test('may shorten a running grace period but not lengthen it', () => {
    const dying = object({ deletionTimestamp: '2026-01-01T00:01:00Z', deletionGracePeriodSeconds: 40 });
    expect(planned(graceful, dying)).toBe('nothing');
    expect(planned(graceful, dying, { gracePeriodSeconds: 60 })).toBe('nothing');
    expect(planned(graceful, dying, { gracePeriodSeconds: 10 })).toEqual({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 10,
    });
    expect(planned(graceful, dying, { gracePeriodSeconds: 0 })).toBe('remove');
  });

  test.each([
    [plain, { propagationPolicy: 'Orphan' }, ['orphan']],
    [plain, { propagationPolicy: 'Foreground' }, ['foregroundDeletion']],
    [plain, { propagationPolicy: 'Background' }, 'remove'],
    [plain, { orphanDependents: true }, ['orphan']],
    [jobs, {}, ['orphan']],
    [jobs, { propagationPolicy: 'Background' }, 'remove'],
    [events, { propagationPolicy: 'Orphan' }, 'remove'],
  ])('%# tells the garbage collector what to do with dependents', (definition, asked, expected) => {
    const plan = planned(definition, object(), asked);
    expect(typeof plan === 'string' ? plan : (plan as ObjectMeta).finalizers).toEqual(expected);
  });

  test('replaces the finalizer of an earlier policy', () => {
    const held = object({ finalizers: ['a/b', 'orphan'] });
    expect(planned(plain, held, { propagationPolicy: 'Foreground' })).toMatchObject({
      finalizers: ['a/b', 'foregroundDeletion'],
    });
    expect(planned(plain, held, { propagationPolicy: 'Background' })).toMatchObject({ finalizers: ['a/b'] });
  });

  test('keeps a namespace while spec.finalizers hold it, and shows it as terminating', () => {
    const namespace = object({}, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
    const plan = planDeletion(namespaces, namespace, options(), now);
    expect(plan).toMatchObject({
      do: 'mark',
      object: { metadata: { deletionTimestamp: '2026-01-01T00:00:30Z' }, status: { phase: 'Terminating' } },
    });
    expect(planDeletion(namespaces, object({}, { spec: {} }), options(), now)).toEqual({ do: 'remove' });
  });

  test('follows an update that removes the last finalizer', () => {
    const dying = object({ deletionTimestamp: 'x', finalizers: ['a/b'] });
    expect(releasedByUpdate(plain, object({ deletionTimestamp: 'x' }), dying)).toBe(true);
    expect(releasedByUpdate(plain, dying, dying)).toBe(false);
    expect(releasedByUpdate(plain, object(), object({ finalizers: ['a/b'] }))).toBe(false);
  });

  test('respects its preconditions', () => {
    expect(() => checkPreconditions(plain, object(), { uid: 'u', resourceVersion: '7' })).not.toThrow();
    expect(() => checkPreconditions(plain, object(), { uid: 'other' })).toThrow(
      'Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (other) does not match the UID in record (u). The object might have been deleted and then recreated',
    );
    expect(() => checkPreconditions(plain, object(), { resourceVersion: '6' })).toThrow(
      'the ResourceVersion in the precondition (6) does not match the ResourceVersion in record (7). The object might have been modified',
    );
  });
});
