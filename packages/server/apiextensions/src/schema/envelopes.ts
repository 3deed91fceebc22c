/** Adds apiVersion, kind and metadata, which schemas of custom resources need not declare, to objects that have them. */
import type { FieldNode, TypeNode } from '@kubets/schema';

const envelope: readonly FieldNode[] = [
  { name: 'apiVersion', type: 'string' },
  { name: 'kind', type: 'string' },
  { name: 'metadata', ref: 'k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta' },
];
const names: ReadonlySet<string> = new Set(envelope.map(({ name }) => name));

/** The type as field ownership and apply see it. `root`: the object of the resource; below, only embedded objects. */
export function withEnvelopes<N extends TypeNode>(node: N, root = true): N {
  const fields = node.fields?.map((field) => withEnvelopes(field, false));
  const isObject = root || node.embedded === true;
  return {
    ...node,
    ...(isObject
      ? { type: 'object' as const, fields: [...envelope, ...(fields ?? []).filter(({ name }) => !names.has(name))] }
      : fields === undefined
        ? {}
        : { fields }),
    ...(node.items === undefined ? {} : { items: withEnvelopes(node.items, false) }),
    ...(node.values === undefined ? {} : { values: withEnvelopes(node.values, false) }),
  };
}
