/**
 * Managed fields and mutating admission of a write. The fields of the writer are determined before admission: what
 * plugins, webhooks and policies add belongs to nobody (upstream's order in its handlers).
 */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ServedResource } from './served-resource.ts';
import type { WriteContext } from './write-context.ts';

/** Metadata that only the server sets. */
const systemFields: ReadonlySet<string> = new Set([
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
]);

/** `object` to be created, without what only the server sets: neither admission nor field management sees it. */
export function withoutSystemFields(object: KubeObject): KubeObject {
  const given = Object.entries(object.metadata ?? {});
  const kept = given.filter(([name]) => !systemFields.has(name));
  return kept.length === given.length ? object : { ...object, metadata: Object.fromEntries(kept) };
}

/** `next` with the managed fields after the write. `live` is undefined for a create. A promise if `next` is large. */
export function withWriter(
  resource: ServedResource,
  live: KubeObject | undefined,
  next: KubeObject,
  subresource: string,
  { manager, large, user }: Pick<WriteContext, 'manager' | 'large' | 'user'>,
): KubeObject | Promise<KubeObject> {
  if (manager === undefined) return next;
  const { definition, context } = resource;
  const write = { definition, subresource, manager, now: resource.strategyContext(user).now };
  return large ? context.fields.writtenInTurns(live, next, write) : context.fields.written(live, next, write);
}

/** What mutating admission makes of `owned`, an object with its managed fields. `old` is undefined for a create. */
export async function mutated(
  owned: KubeObject,
  old: KubeObject | undefined,
  { stages, warn }: Pick<WriteContext, 'stages' | 'warn'>,
): Promise<KubeObject> {
  const admitted = await stages.mutate(owned, old);
  if (admitted.metadata?.managedFields === owned.metadata?.managedFields) return admitted;
  const { withValidManagedFields } = await import('./changed-managed-fields.ts');
  return withValidManagedFields(admitted, owned, warn);
}
