/** The identity of an object within its resource: its namespace and name, as a value or as a string. */
import type { KubeObject } from './meta.ts';

/** Upstream's `types.NamespacedName`. The namespace of a cluster-scoped object is empty. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

export function namespacedNameOf({ metadata }: KubeObject): NamespacedName {
  return { namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' };
}

/** `namespace/name`, or the bare name without a namespace: the key of client-go's caches and work queues. */
export function objectKey(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** The key of an object, as in client-go's `MetaNamespaceKeyFunc`. */
export function objectKeyOf({ metadata }: KubeObject): string {
  return objectKey(metadata?.namespace ?? '', metadata?.name ?? '');
}

/** The inverse of `objectKey`, as client-go's `SplitMetaNamespaceKey`. */
export function splitObjectKey(key: string): NamespacedName {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, Math.max(slash, 0)), name: key.slice(slash + 1) };
}
