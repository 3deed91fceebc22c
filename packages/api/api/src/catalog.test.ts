/** Compares the definitions of resources with the facts. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { TypeNode } from '@kubets/schema';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { builtinResources, findKind, findResource } from './catalog.ts';
import { pods } from './core/pods.ts';
import { documentationOf } from './documentation.ts';
import { defaultsTable, featureDefault, groups, loadColumns, typeTable } from './facts.ts';
import type { Pod } from './generated/core/v1.ts';
import type { Release } from './releases.ts';

beforeAll(loadColumns);

interface Fact {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources?: readonly { readonly name: string }[];
}

const facts = JSON.parse(readFileSync(resolve(import.meta.dirname, '../facts/resources.json'), 'utf8')) as {
  readonly groups: Readonly<Record<string, { readonly versions: readonly string[] }>>;
  readonly resources: readonly Fact[];
};

/** Returns the smallest value of a type: required fields only. */
function smallest(node: TypeNode | undefined): unknown {
  if (node?.ref !== undefined) return smallest(typeTable().get(node.ref));
  if (node?.type === 'array') return [];
  if (node?.type === 'string') return node.enum?.[0] ?? '';
  if (node?.type === 'integer' || node?.type === 'number') return 0;
  if (node?.type === 'boolean') return false;
  const required = (node?.fields ?? []).filter((field) => field.required === true);
  return Object.fromEntries(required.map((field) => [field.name, smallest(field)]));
}

describe('builtinResources', () => {
  it('contains all resources of the facts, in their order', () => {
    const name = (each: { group: string; version: string; plural: string }): string =>
      `${each.group}/${each.version}/${each.plural}`;
    expect(builtinResources().map(name)).toEqual(facts.resources.map(name));
  });

  it.each(facts.resources)('defines $plural of $group/$version as in the facts', (fact) => {
    const definition = findResource(fact.group, fact.version, fact.plural);
    expect(definition).toMatchObject({ kind: fact.kind, verbs: fact.verbs, shortNames: fact.shortNames ?? [] });
    expect(definition?.subresources.map(({ name }) => name)).toEqual((fact.subresources ?? []).map(({ name }) => name));
    expect(findKind(fact.group, fact.version, fact.kind)).toBe(definition);
  });

  it('has types for each object, its list and its subresources', () => {
    for (const { typeName, subresources, verbs } of builtinResources()) {
      const names = [
        typeName,
        ...subresources.map((sub) => sub.typeName),
        ...(verbs.includes('list') ? [`${typeName}List`] : []),
      ];
      for (const name of names) expect(typeTable().get(name), name).toBeDefined();
    }
  });

  it('stores each resource in a served version, and converts other versions', () => {
    for (const definition of builtinResources()) {
      const { group, version } = definition.storageVersion;
      expect(findKind(group, version, definition.kind), definition.plural).toBeDefined();
      const elsewhere = group !== definition.group || version !== definition.version;
      expect(definition.conversion !== undefined, definition.plural).toBe(elsewhere);
    }
  });

  it('has a scale subresource where the facts have one', () => {
    for (const { plural, strategy, subresources } of builtinResources()) {
      expect(strategy.scale !== undefined, plural).toBe(subresources.some(({ name }) => name === 'scale'));
    }
  });

  it('prints and selects the smallest object of each kind', () => {
    for (const { plural, strategy, typeName, columns } of builtinResources()) {
      const object = smallest(typeTable().get(typeName)) as KubeObject;
      const cells = strategy.row?.(object, 0) ?? [];
      if (columns().length > 0) expect(cells.length, plural).toBe(columns().length);
      expect(cells, plural).not.toContain(undefined);
      for (const read of Object.values(strategy.selectableFields ?? {}))
        expect(typeof read(object), plural).toBe('string');
    }
  });

  it('resets and indexes existing fields only', () => {
    const has = (node: TypeNode | undefined, path: readonly string[]): boolean => {
      if (node?.ref !== undefined) return has(typeTable().get(node.ref), path);
      const [name, ...rest] = path;
      if (node === undefined || name === undefined) return node !== undefined;
      return has(
        node.fields?.find((field) => field.name === name),
        rest,
      );
    };
    for (const { plural, strategy, subresources, typeName } of builtinResources()) {
      for (const [subresource, paths] of Object.entries(strategy.resetFields ?? {})) {
        expect(['', ...subresources.map(({ name }) => name)], plural).toContain(subresource);
        for (const path of paths)
          expect(has(typeTable().get(typeName), path.split('.')), `${plural} ${path}`).toBe(true);
      }
      expect(Object.keys(strategy.selectableFields ?? {}), plural).toEqual(
        expect.arrayContaining([...(strategy.indexedFields ?? [])]),
      );
    }
  });

  it('contains only the resources of an older release that is emulated', () => {
    const names = new Set(builtinResources('1.36').map(({ group, plural }) => `${plural}.${group}`));
    const introduced = ['clustertrustbundles', 'podcertificaterequests'].map((each) => `${each}.certificates.k8s.io`);
    introduced.push('devicetaintrules.resource.k8s.io', 'storageversionmigrations.storagemigration.k8s.io');
    const current = builtinResources().map(({ group, plural }) => `${plural}.${group}`);
    expect(current.filter((each) => !names.has(each)).sort()).toEqual(introduced.sort());
    const hashIn = (release: Release) =>
      builtinResources(release).find(({ plural }) => plural === 'mutatingadmissionpolicies')?.storageVersionHash;
    expect(hashIn('1.36')).toBe('LYmCf+UMVdg=');
    expect(hashIn('1.37')).toBe('mHCkTKpUTrE=');
  });

  it('featureDefault returns whether a feature gate is enabled', () => {
    expect(featureDefault('InPlacePodVerticalScaling')).toBe(true);
    expect(featureDefault('ContainerStopSignals')).toBe(false);
    expect(featureDefault('constructor')).toBe(false);
  });

  it('has static types of objects', () => {
    expectTypeOf(pods).toExtend<ResourceType<Pod>>();
    expectTypeOf(pods.object).toEqualTypeOf<Pod | undefined>();
  });

  it("supports upstream's selectable fields of pods", () => {
    const pod = { spec: { containers: [], nodeName: 'n' }, status: { phase: 'Running' } } as const;
    const fields = pods.strategy.selectableFields ?? {};
    expect(fields['spec.nodeName']?.(pod)).toBe('n');
    expect(fields['status.phase']?.(pod)).toBe('Running');
    expect(fields['spec.hostNetwork']?.(pod)).toBe('false');
  });

  it('is sorted in discovery order', () => {
    const served = Object.entries(facts.groups).filter(([, group]) => group.versions.length > 0);
    expect(groups().map(({ name }) => name)).toEqual(served.map(([name]) => name));
    expect(groups().find(({ name }) => name === 'autoscaling')?.versions).toEqual(['v2', 'v1']);
  });

  it('has defaults and descriptions', () => {
    expect(defaultsTable().get('k8s.io/api/core/v1.Probe')).toBeDefined();
    expect(defaultsTable().get('constructor')).toBeUndefined();
    expect(documentationOf('k8s.io/api/core/v1.Pod')).toMatch(/^Pod is a collection of containers/);
    expect(documentationOf('k8s.io/api/core/v1.Pod', '__proto__')).toBe('');
    expect(pods.columns().map(({ description }) => description)).not.toContain('');
  });
});
