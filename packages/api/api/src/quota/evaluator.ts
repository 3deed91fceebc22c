/** How quota counts the objects of one resource. Upstream: quota.Evaluator. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ScopedResourceSelectorRequirement } from '../generated/core/v1.ts';
import type { DeviceClass } from '../generated/resource/v1.ts';
import type { ResourceList } from './resource-list.ts';

/** What the usage of an object depends on besides the object. */
export interface QuotaFacts {
  /** Milliseconds since 1970: a pod that should have been deleted by then is not counted. */
  readonly now: number;
  /** They name the extended resources that count as devices. Only resource claims need them. */
  readonly deviceClasses: readonly DeviceClass[];
}

/** A write that may change the usage of a quota. */
export interface QuotaRequest {
  readonly operation: 'CREATE' | 'UPDATE';
  readonly subresource: string;
  readonly object: KubeObject;
  /** The object before an update. */
  readonly oldObject: KubeObject | undefined;
}

export interface QuotaEvaluator {
  readonly group: string;
  readonly plural: string;
  /** Whether the write can change the usage. */
  handles(request: QuotaRequest): boolean;
  /** The names of resources in a quota's `hard` that this evaluator counts. */
  matchingResources(names: Iterable<string>, facts: QuotaFacts): readonly string[];
  /** Whether an object belongs to a scope. No object does if the resource has no scopes. */
  matchesScope(scope: ScopedResourceSelectorRequirement, object: KubeObject): boolean;
  /** Whether scopes of the plugin's configuration apply to the resource. */
  readonly scoped: boolean;
  /** Why an object cannot be counted; undefined if it can be. */
  constraints(required: readonly string[], object: KubeObject): string | undefined;
  usage(object: KubeObject, facts: QuotaFacts): ResourceList;
}

/** `count/deployments.apps`; `count/pods` in the core group. */
export function objectCountName(group: string, plural: string): string {
  return group === '' ? `count/${plural}` : `count/${plural}.${group}`;
}
