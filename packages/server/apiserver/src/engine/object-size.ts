/** Size limits of objects, and the size from which a write yields between its stages. */
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import { measureJson } from '@kubets/patch';

/** etcd's --max-request-bytes, which limits objects upstream. Bytes of JSON. */
export const maxObjectBytes = 1_572_864;
/** From this size on, each stage of a write may take milliseconds. */
export const largeObjectBytes = 64 * 1024;

/** As upstream passes on etcd's error: 500, without a reason. */
export class ObjectTooLargeError extends StatusError {
  constructor() {
    const message = 'etcdserver: request is too large';
    super({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
  }
}

/** Rejects early what could not be stored. Throws ObjectTooLargeError. */
export function refuseTooLarge(object: KubeObject): void {
  if (measureJson(object, maxObjectBytes).bytes > maxObjectBytes) throw new ObjectTooLargeError();
}

/** If a write with managed fields is too large, they may be omitted, as upstream does. */
export function withoutManagedFields(object: KubeObject): KubeObject | undefined {
  if (object.metadata?.managedFields === undefined) return undefined;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
