/** Creates and updates objects that the server itself maintains. */
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isAlreadyExists } from '@kubets/machinery/status-error';
import type { ResourceAccess } from './resource-access.ts';

/** Creates the object unless it exists. */
export async function ensure<T extends KubeObject>(
  resources: ResourceAccess,
  type: ResourceType<T>,
  namespace: string,
  object: T,
): Promise<void> {
  if ((await resources.get(type, namespace, object.metadata?.name ?? '')) !== undefined) return;
  await resources.create(type, namespace, object).catch((error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
  });
}

/** Creates the object unless it exists, else updates those of the named fields that differ. */
export async function keep<T extends KubeObject>(
  resources: ResourceAccess,
  type: ResourceType<T>,
  namespace: string,
  object: T,
  fields: readonly (keyof T)[],
): Promise<void> {
  const name = object.metadata?.name ?? '';
  const differs = (standing: T): boolean => fields.some((field) => !deepEqual(standing[field], object[field]));
  const standing = await resources.get(type, namespace, name);
  if (standing === undefined) return ensure(resources, type, namespace, object);
  if (!differs(standing)) return;
  const wanted = Object.fromEntries(fields.map((field) => [field, object[field]]));
  await resources.update(type, namespace, name, (current) => (differs(current) ? { ...current, ...wanted } : current));
}
