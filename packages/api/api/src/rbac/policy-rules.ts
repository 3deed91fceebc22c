/** A short way to write RBAC rules as data: lists are words in one string, the core group is written `core`. */
import type { PolicyRule, Subject } from '../generated/types.ts';

export const read = 'get list watch';
export const readUpdate = `${read} update`;
export const write = 'create update patch delete deletecollection';
export const readWrite = `${read} ${write}`;

function words(text: string): readonly string[] {
  return text
    .split(' ')
    .map((word) => (word === 'core' ? '' : word))
    .sort();
}

/** `rule(read, 'core apps', 'pods deployments')`, restricted to object names where given. */
export function rule(verbs: string, groups: string, resources: string, names?: string): PolicyRule {
  return {
    verbs: words(verbs),
    apiGroups: words(groups),
    resources: words(resources),
    ...(names === undefined ? {} : { resourceNames: words(names) }),
  };
}

export function pathRule(verbs: string, paths: string): PolicyRule {
  return { verbs: words(verbs), nonResourceURLs: words(paths) };
}

/** What every component that reports events needs. */
export const eventsRule: PolicyRule = rule('create update patch', 'core events.k8s.io', 'events');

/** What a controller needs on the resource it reconciles: the object, its status, its finalizers. */
export function owns(groups: string, plural: string, verbs: string): readonly PolicyRule[] {
  return [
    rule(verbs, groups, plural),
    rule('update', groups, `${plural}/status`),
    rule('update', groups, `${plural}/finalizers`),
  ];
}

/** What a controller needs that keeps a number of pods. */
export const managePodsRule: PolicyRule = rule('list watch create delete patch', 'core', 'pods');

/** A role and who holds it: what components state of themselves, and the API server writes when a cluster starts. */
export interface BoundRole {
  /** Of the role and of its binding. */
  readonly name: string;
  /** A Role of this namespace; absent: a ClusterRole. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
  readonly subjects: readonly Subject[];
}
