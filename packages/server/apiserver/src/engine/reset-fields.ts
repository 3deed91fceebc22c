/**
 * The fields that a write to the resource or to one of its subresources does not change, as its strategy says. Nobody
 * gains ownership of them (upstream: the strategies' GetResetFields), and their values are restored (upstream:
 * PrepareForUpdate).
 */
import type { KeptMetadataField, ResourceDefinition } from '@kubets/api';
import type { ObjectMeta } from '@kubets/machinery/meta';
import type { FieldPath } from '@kubets/patch/apply';

interface Resets {
  /**
   * By subresource; the empty name is the object itself. Always the same arrays, so that sets built from them are
   * cached.
   */
  readonly fields: ReadonlyMap<string, readonly FieldPath[]>;
  readonly metadataKeptByStatus: readonly KeptMetadataField[];
}

const nothing: readonly FieldPath[] = [];
const metadataFields: readonly KeptMetadataField[] = ['labels', 'annotations', 'finalizers', 'ownerReferences'];
const known = new WeakMap<ResourceDefinition, Resets>();

const fieldPath = (dotted: string): FieldPath => dotted.split('.').map((name) => `f:${name}`);

function madeOf({ strategy }: ResourceDefinition): Resets {
  const paths = { '': strategy.statusFields ?? ['status'], status: ['spec'], ...strategy.resetFields };
  const kept = metadataFields.filter((name) =>
    paths.status.some((each) => ['metadata', `metadata.${name}`].includes(each)),
  );
  return {
    fields: new Map(Object.entries(paths).map(([subresource, each]) => [subresource, each.map(fieldPath)])),
    metadataKeptByStatus: strategy.metadataKeptByStatus ?? kept,
  };
}

function resetsOf(definition: ResourceDefinition): Resets {
  let resets = known.get(definition);
  if (resets === undefined) {
    resets = madeOf(definition);
    known.set(definition, resets);
  }
  return resets;
}

/** `subresource` is empty for the object itself. */
export function resetFields(definition: ResourceDefinition, subresource: string): readonly FieldPath[] {
  return resetsOf(definition).fields.get(subresource) ?? nothing;
}

/** `next` of a write of the status, with the fields that such a write does not change taken from `old`. */
export function statusMetadata(definition: ResourceDefinition, next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept = resetsOf(definition).metadataKeptByStatus;
  if (kept.length === 0) return next;
  const rest = Object.entries(next).filter(([name]) => !kept.includes(name as KeptMetadataField));
  const standing = kept.flatMap((name) => (old[name] === undefined ? [] : [[name, old[name]] as const]));
  return Object.fromEntries([...rest, ...standing]);
}
