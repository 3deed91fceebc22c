/** Writes EndpointSlices. */
import { type EndpointSlice, endpointSlices } from '@kubets/api';
import type { ReconcileContext } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';
import type { SliceWrites } from './plan-slices.ts';

/** Rejects with the first failure. A terminating namespace is no failure. */
export async function writeSlices(writes: SliceWrites, { client, signal }: ReconcileContext): Promise<void> {
  for (const slice of writes.create) {
    try {
      await client.create(endpointSlices, slice, { signal });
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      throw error;
    }
  }
  for (const slice of writes.update) await client.update(endpointSlices, slice, { signal });
  for (const slice of writes.remove) await remove(slice, { client, signal });
}

/** Deletes only this version of the slice. One that has changed is reconciled again. */
async function remove(
  slice: EndpointSlice,
  { client, signal }: Pick<ReconcileContext, 'client' | 'signal'>,
): Promise<void> {
  const { namespace, name = '', uid = '', resourceVersion = '' } = slice.metadata ?? {};
  try {
    await client.delete(endpointSlices, { namespace, name }, { preconditions: { uid, resourceVersion }, signal });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
