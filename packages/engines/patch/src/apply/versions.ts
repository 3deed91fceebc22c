/** An object converted to the versions of its managers. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { TypeNode, TypeTable } from '@kubets/schema';
import { compareValues, type Differences, withoutFields } from './compare.ts';
import type { FieldSet } from './field-set.ts';
import { type MergePlan, mergePlan } from './merge-plan.ts';

/** An object in one version, with its type. */
export interface VersionedObject {
  readonly object: KubeObject;
  /** By name or as a node. */
  readonly type: string | TypeNode;
}

/** Converts the object to another version; undefined if that version does not exist. */
export type VersionHook = (object: KubeObject, apiVersion: string) => VersionedObject | undefined;

/** A value with its plan. */
export interface View {
  readonly value: unknown;
  readonly plan: MergePlan;
}

/** Conversions of a request. Without a converter, all versions are treated as equal to the request's version. */
export class Versions {
  readonly own: string;
  readonly plan: MergePlan;
  readonly #table: TypeTable;
  readonly #hook: VersionHook | undefined;
  readonly #plans = new Map<string, MergePlan>();

  constructor(apiVersion: string, type: string | TypeNode, table: TypeTable, hook: VersionHook | undefined) {
    this.own = apiVersion;
    this.plan = mergePlan(type, table);
    this.#table = table;
    this.#hook = hook;
    this.#plans.set(apiVersion, this.plan);
  }

  /** Whether sets of this version need no conversion. */
  isOwn(apiVersion: string): boolean {
    return apiVersion === this.own || this.#hook === undefined;
  }

  /** Converts `object` from the request's version to another. */
  at(object: KubeObject, apiVersion: string): View | undefined {
    if (this.isOwn(apiVersion)) return { value: object, plan: this.plan };
    return this.convert(object, apiVersion);
  }

  /** Converts an object to the given version. */
  convert(object: KubeObject, apiVersion: string): View | undefined {
    const known = this.#plans.get(apiVersion);
    if (object.apiVersion === apiVersion && known !== undefined) return { value: object, plan: known };
    const found = this.#hook?.(object, apiVersion);
    if (found === undefined) return undefined;
    const plan = apiVersion === this.own ? this.plan : mergePlan(found.type, this.#table);
    this.#plans.set(apiVersion, plan);
    return { value: found.object, plan };
  }
}

/** The changes of a write in each version, computed on demand. */
export class VersionedDifferences {
  readonly own: Differences;
  readonly #versions: Versions;
  readonly #before: KubeObject;
  readonly #after: KubeObject;
  readonly #ignored: FieldSet;
  readonly #others = new Map<string, Differences | undefined>();

  constructor(versions: Versions, before: KubeObject, after: KubeObject, ignored: FieldSet) {
    this.#versions = versions;
    this.#before = before;
    this.#after = after;
    this.#ignored = ignored;
    this.own = withoutFields(compareValues(before, after, versions.plan), ignored);
  }

  /** Undefined if the version does not exist. */
  at(apiVersion: string): Differences | undefined {
    if (this.#versions.isOwn(apiVersion)) return this.own;
    if (!this.#others.has(apiVersion)) this.#others.set(apiVersion, this.#compare(apiVersion));
    return this.#others.get(apiVersion);
  }

  #compare(apiVersion: string): Differences | undefined {
    const before = this.#versions.at(this.#before, apiVersion);
    const after = this.#versions.at(this.#after, apiVersion);
    if (before === undefined || after === undefined) return undefined;
    return withoutFields(compareValues(before.value, after.value, after.plan), this.#ignored);
  }
}
