/**
 * Sequences of apply and update with the results of upstream's field manager. Each line of `upstream-scenarios.jsonl` is a scenario.
 * The results were recorded with apimachinery v0.36.6 and structured-merge-diff v6.3.3: the default field manager with upstream's
 * OpenAPI, a converter between the two versions below, and a clock that is set for each step.
 */
import { readFileSync } from 'node:fs';
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import { type TypeNode, typeTable } from '@kubets/schema';
import { fromOpenAPI } from '@kubets/schema/custom';
import { expect, it } from 'vitest';
import { applyConfiguration } from './apply-configuration.ts';
import { updateManagedFields } from './update-managed-fields.ts';
import type { VersionHook } from './versions.ts';

interface Step {
  readonly op: 'apply' | 'update';
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: string;
  readonly object: KubeObject;
  readonly expect: unknown;
}

interface Scenario {
  readonly type: string;
  readonly steps: readonly Step[];
}

const text = { type: 'string' };
const integer = { type: 'integer' };
const host = {
  type: 'object',
  properties: {
    host: text,
    port: { type: 'integer', default: 8 },
    weight: integer,
    tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
    deep: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { x: integer } },
  },
};
/** `replicas` was `size` in the older version. */
const widget = (replicas: string): TypeNode =>
  fromOpenAPI({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: {
          [replicas]: integer,
          mode: text,
          hosts: {
            type: 'array',
            'x-kubernetes-list-type': 'map',
            'x-kubernetes-list-map-keys': ['host', 'port'],
            items: host,
          },
          set: { type: 'array', 'x-kubernetes-list-type': 'set', items: integer },
          atomicList: { type: 'array', items: text },
          atomicMap: { type: 'object', 'x-kubernetes-map-type': 'atomic', additionalProperties: text },
          map: {
            type: 'object',
            additionalProperties: { type: 'object', properties: { a: integer, b: integer } },
          },
          nullable: { type: 'object', nullable: true, properties: { a: text } },
          nullScalar: { type: 'string', nullable: true },
          free: { 'x-kubernetes-preserve-unknown-fields': true },
          wild: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { known: integer } },
        },
      },
      status: { type: 'object', properties: { ready: integer } },
    },
  });

const facts = JSON.parse(readFileSync(new URL('../../../../api/api/facts/types.json', import.meta.url), 'utf8'));
const table = typeTable(facts.types);
const widgets: Readonly<Record<string, TypeNode>> = {
  'ex.com/v1': widget('replicas'),
  'ex.com/v1beta1': widget('size'),
};
const types: Readonly<Record<string, string | TypeNode>> = {
  Deployment: 'k8s.io/api/apps/v1.Deployment',
  Service: 'k8s.io/api/core/v1.Service',
  ConfigMap: 'k8s.io/api/core/v1.ConfigMap',
  Thing: {},
};

function converted(object: KubeObject, apiVersion: string): KubeObject {
  if (object.apiVersion === apiVersion || !object.apiVersion?.startsWith('ex.com/')) return object;
  const [from, to] = apiVersion === 'ex.com/v1' ? ['size', 'replicas'] : ['replicas', 'size'];
  const { spec, ...rest } = object as KubeObject & { readonly spec?: Readonly<Record<string, unknown>> };
  const entries = Object.entries(spec ?? {}).map(([name, value]) => [name === from ? to : name, value] as const);
  return { ...rest, apiVersion, ...(spec === undefined ? {} : { spec: Object.fromEntries(entries) }) } as KubeObject;
}

const versions: VersionHook = (object, apiVersion) => {
  const type = widgets[apiVersion];
  return type && { object: converted(object, apiVersion), type };
};

function outcome(live: KubeObject | undefined, step: Step, index: number, type: string): KubeObject | string {
  const apiVersion = step.object.apiVersion ?? '';
  const subresource = step.subresource ?? '';
  const request = {
    manager: step.manager,
    apiVersion,
    subresource,
    now: `2001-01-${String(index + 1).padStart(2, '0')}T00:00:00Z`,
    type: widgets[apiVersion] ?? types[type] ?? type,
    table,
    resetFields: [[subresource === 'status' ? 'f:spec' : 'f:status']],
    versions,
  };
  const base = live && converted(live, apiVersion);
  const identity = live === undefined ? {} : { uid: 'u' };
  try {
    if (step.op === 'apply') return applyConfiguration(base, step.object, step.force ?? false, request);
    return updateManagedFields(base, { ...step.object, metadata: { ...step.object.metadata, ...identity } }, request);
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
}

const lines = readFileSync(new URL('upstream-scenarios.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

it.each(lines.map((line, index) => [index + 1, JSON.parse(line) as Scenario] as const))(
  'applyConfiguration and updateManagedFields: scenario %i has the same result as upstream',
  (_, { type, steps }) => {
    let live: KubeObject | undefined;
    for (const [index, step] of steps.entries()) {
      const found = outcome(live, step, index, type);
      if (typeof found !== 'string') {
        const stored = converted(found, 'ex.com/v1');
        live = { ...stored, metadata: { ...stored.metadata, uid: 'u' } };
      }
      expect(typeof found === 'string' ? { error: found } : { object: live }).toEqual(step.expect);
    }
  },
);
