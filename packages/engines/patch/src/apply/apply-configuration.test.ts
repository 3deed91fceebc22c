/** Server-side apply: ownership, conflicts, and managedFields of updates. */
import { readFileSync } from 'node:fs';
import type { KubeObject, ManagedFieldsEntry } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import { typeTable } from '@kubets/schema';
import { describe, expect, it } from 'vitest';
import { applyConfiguration } from './apply-configuration.ts';
import type { FieldWriteRequest } from './field-write.ts';
import { updateManagedFields } from './update-managed-fields.ts';

const facts = JSON.parse(readFileSync(new URL('../../../../api/api/facts/types.json', import.meta.url), 'utf8'));
const table = typeTable(facts.types);
const request = (manager: string, more: Partial<FieldWriteRequest> = {}): FieldWriteRequest => ({
  manager,
  apiVersion: 'apps/v1',
  subresource: '',
  now: '2026-01-01T00:00:00Z',
  type: 'k8s.io/api/apps/v1.Deployment',
  table,
  resetFields: [['f:status']],
  ...more,
});

interface Deployment extends KubeObject {
  readonly spec?: Record<string, unknown>;
}

const deployment = (spec: Record<string, unknown>, metadata: Record<string, unknown> = {}): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', ...metadata },
  spec,
});
const container = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name,
  image: `${name}:1`,
  ...more,
});
const withContainers = (...containers: readonly Record<string, unknown>[]): Deployment =>
  deployment({ template: { spec: { containers } } });
const apply = (live: KubeObject | undefined, config: KubeObject, manager = 'a', force = false): Deployment =>
  applyConfiguration(live, config, force, request(manager)) as Deployment;
const entry = (object: KubeObject, manager: string): ManagedFieldsEntry | undefined =>
  object.metadata?.managedFields?.find((each) => each.manager === manager);
const failure = (work: () => unknown): StatusError => {
  try {
    work();
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('applyConfiguration', () => {
  it('owns the applied leaf fields and list items', () => {
    const object = apply(
      undefined,
      deployment(
        { replicas: 3, template: { spec: { containers: [container('web', { ports: [{ containerPort: 80 }] })] } } },
        { labels: { app: 'web' } },
      ),
    );
    expect(entry(object, 'a')).toEqual({
      manager: 'a',
      operation: 'Apply',
      apiVersion: 'apps/v1',
      time: '2026-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { 'f:app': {} } },
        'f:spec': {
          'f:replicas': {},
          'f:template': {
            'f:spec': {
              'f:containers': {
                'k:{"name":"web"}': {
                  '.': {},
                  'f:image': {},
                  'f:name': {},
                  'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                },
              },
            },
          },
        },
      },
    });
  });

  it('removes fields and items that it applied before and omits now, unless they contain fields of others', () => {
    const first = apply(undefined, withContainers(container('web'), container('side')));
    const defaulted = structuredClone(first) as unknown as {
      spec: { template: { spec: { containers: Record<string, unknown>[] } } };
    };
    for (const each of defaulted.spec.template.spec.containers) each.imagePullPolicy = 'IfNotPresent';
    const second = apply(defaulted as unknown as KubeObject, withContainers(container('web')));
    expect(second.spec?.template).toEqual({
      spec: { containers: [{ ...container('web'), imagePullPolicy: 'IfNotPresent' }] },
    });
  });

  it('keeps fields that another manager owns', () => {
    const first = apply(undefined, deployment({ replicas: 3, paused: true }));
    const shared = apply(first, deployment({ replicas: 3 }), 'b');
    expect(apply(shared, deployment({ paused: true })).spec).toEqual({ replicas: 3, paused: true });
  });

  it("reports conflicts with upstream's message, and takes ownership with force", () => {
    const live = updateManagedFields(undefined, deployment({ replicas: 3, paused: true }), request('kubectl-create'));
    const one = failure(() => apply(live, deployment({ replicas: 5 })));
    expect(one.status).toMatchObject({
      reason: 'Conflict',
      code: 409,
      message: 'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            field: '.spec.replicas',
            message: 'conflict with "kubectl-create" using apps/v1',
          },
        ],
      },
    });
    expect(failure(() => apply(live, deployment({ replicas: 5, paused: false }))).message).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:\n- .spec.paused\n- .spec.replicas',
    );
    const forced = apply(live, deployment({ replicas: 5 }), 'a', true);
    expect(forced.spec).toEqual({ replicas: 5, paused: true });
    expect(entry(forced, 'kubectl-create')?.fieldsV1).toEqual({ 'f:spec': { '.': {}, 'f:paused': {} } });
  });

  it('lets two managers own a field with the same value', () => {
    const live = apply(undefined, deployment({ replicas: 3 }));
    const both = apply(live, deployment({ replicas: 3 }), 'b');
    expect(both.metadata?.managedFields).toHaveLength(2);
  });

  it('takes ownership of fields that client-side apply has set', () => {
    const config = deployment({ replicas: 3 });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(config) };
    const live = updateManagedFields(
      undefined,
      deployment({ replicas: 3 }, { annotations }),
      request('kubectl-client-side-apply'),
    );
    expect(apply(live, deployment({ replicas: 5 }), 'kubectl').spec?.replicas).toBe(5);
    const scaled = updateManagedFields(
      live,
      { ...live, spec: { replicas: 4 } } as KubeObject,
      request('kubectl-scale'),
    );
    expect(failure(() => apply(scaled, deployment({ replicas: 5 }), 'kubectl')).reason).toBe('Conflict');
  });

  it('upgrades fields of client-side apply for kubectl only, and updates its annotation', () => {
    const config = deployment({ replicas: 3 });
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(config) };
    const live = apply(undefined, deployment({ replicas: 3 }, { annotations }), 'kubectl');
    expect(failure(() => apply(live, deployment({ replicas: 5 }), 'other')).reason).toBe('Conflict');
    const moved = updateManagedFields(undefined, deployment({ replicas: 3 }, { annotations }), request('kubectl-edit'));
    const applied = apply(moved, deployment({ replicas: 5 }, { labels: { a: '<' } }), 'kubectl');
    const text = applied.metadata?.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] ?? '';
    expect(JSON.parse(text)).toMatchObject({ spec: { replicas: 5 }, metadata: { labels: { a: '<' } } });
    expect(text).toMatch(/^\{"apiVersion":"apps\/v1","kind":.*"a":"\\u003c".*\n$/);
  });

  it('does not own fields that the endpoint resets', () => {
    const object = apply(undefined, { ...deployment({ replicas: 1 }), status: { replicas: 1 } } as KubeObject);
    expect(entry(object, 'a')?.fieldsV1).toEqual({ 'f:spec': { 'f:replicas': {} } });
  });

  it('refuses two items with the same key', () => {
    expect(failure(() => apply(undefined, withContainers(container('web'), container('web')))).message).toMatch(
      '.spec.template.spec.containers: duplicate entries for key [name="web"]',
    );
  });

  it('assigns fields of an object without managedFields to before-first-apply', () => {
    const error = failure(() => apply(deployment({ replicas: 1 }), deployment({ replicas: 2 })));
    expect(error.message).toContain('conflict with "before-first-apply" using apps/v1: .spec.replicas');
  });
});

describe('updateManagedFields', () => {
  it('assigns added fields and their parents to the writer', () => {
    const object = updateManagedFields(
      undefined,
      deployment({ replicas: 1 }, { labels: { a: 'b' } }),
      request('kubectl-create'),
    );
    expect(entry(object, 'kubectl-create')).toMatchObject({
      operation: 'Update',
      fieldsV1: { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } }, 'f:spec': { '.': {}, 'f:replicas': {} } },
    });
  });

  it('removes changed fields from other managers, and does not change managedFields if nothing changes', () => {
    const live = apply(undefined, deployment({ replicas: 1, paused: true }));
    const scaled = updateManagedFields(
      live,
      { ...live, spec: { ...live.spec, replicas: 2 } } as KubeObject,
      request('hpa', { now: '2026-01-02T00:00:00Z' }),
    );
    expect(entry(scaled, 'a')?.fieldsV1).toEqual({ 'f:spec': { 'f:paused': {} } });
    expect(entry(scaled, 'hpa')?.time).toBe('2026-01-02T00:00:00Z');
    expect(updateManagedFields(scaled, scaled, request('hpa', { now: '2026-01-03T00:00:00Z' }))).toEqual(scaled);
  });

  it('keeps entries of subresources separate', () => {
    const live = updateManagedFields(undefined, deployment({ replicas: 1 }), request('m'));
    const next = updateManagedFields(
      live,
      { ...live, status: { replicas: 1 } } as KubeObject,
      request('m', { subresource: 'status', resetFields: [['f:spec']] }),
    );
    expect(next.metadata?.managedFields?.map((each) => each.subresource ?? '')).toEqual(['', 'status']);
  });

  it('clears managedFields on request', () => {
    const live = updateManagedFields(undefined, deployment({ replicas: 1 }), request('m'));
    const cleared = updateManagedFields(
      live,
      { ...live, metadata: { ...live.metadata, managedFields: [] } },
      request('m'),
    );
    expect(cleared.metadata?.managedFields).toBeUndefined();
  });
});
