/** DELETE of one object, and of a collection. */
import { apiVersionOf, type KubeObject, type Status } from '@kubets/machinery/meta';
import { isNotFound } from '@kubets/machinery/status-error';
import { isEmptyBody } from '../decode/body.ts';
import { deleteOptionsOf, deleteOptionsOfQuery } from '../decode/delete-options.ts';
import { listOptions } from '../decode/list-options.ts';
import { readFor } from '../decode/object.ts';
import { deleteOptionsObject } from '../decode/options-object.ts';
import { type Deletion, deleteObject } from '../engine/delete.ts';
import { listObjects } from '../engine/read.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { ServedObject } from '../requests/served-object.ts';
import type { ResourceCall } from './resource-call.ts';

const deleteOptionsKind = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' } as const;
/** The page size while a collection is deleted. */
const collectionPageSize = 500;

/** A body takes precedence over the query. */
async function optionsOf(call: ResourceCall): Promise<Deletion> {
  const { body, query, guard } = call.request;
  if (isEmptyBody(body)) return { ...deleteOptionsOfQuery(query), guard };
  const { value } = await readFor(deleteOptionsKind, call.request);
  return { ...deleteOptionsOf((value ?? {}) as Readonly<Record<string, unknown>>), guard };
}

/** Of a collection: the request names no object. */
function admission(call: ResourceCall, options: Deletion): (object: KubeObject) => Promise<void> {
  const request = call.admissionRequest(options.dryRun, () => deleteOptionsObject(options));
  return async (object) => {
    await call.parts.admission.mutate(request, 'DELETE', undefined, object);
    await call.parts.admission.validate(request, 'DELETE', undefined, object);
  };
}

function successOf(call: ResourceCall, object: KubeObject): Status {
  const { group, plural } = call.definition;
  const { name = '', uid = '' } = object.metadata ?? {};
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group === '' ? {} : { group }), kind: plural, uid },
  } as Status;
}

export async function deleteOne(call: ResourceCall): Promise<ApiAnswer> {
  const options = await optionsOf(call);
  const { name } = call.info;
  const { object, gone } = await deleteObject(call.resource, call.namespace, name, options, admission(call, options));
  // Not deleted yet although the client requested an operation that takes time: Accepted.
  const waits = options.orphanDependents === false || options.propagationPolicy === 'Foreground';
  const shown = !gone || call.definition.strategy.returnDeletedObject ? object : successOf(call, object);
  return { type: 'object', status: !gone && waits ? 202 : 200, object: shown, ...call.warnings };
}

/** Page by page; not atomic, as upstream's is not. Answers with the objects it found. */
export async function deleteCollection(call: ResourceCall): Promise<ApiAnswer> {
  const options = await optionsOf(call);
  const selection = listOptions(call.request.query, false);
  const items: ServedObject[] = [];
  let page = { ...selection, limit: selection.limit || collectionPageSize };
  for (;;) {
    const listed = await listObjects(call.resource, call.namespace, page);
    for (const item of listed.items) {
      items.push(item);
      await deleteListed(call, item.object, options);
    }
    const { continue: token } = listed.metadata;
    if (token === undefined || selection.limit > 0) {
      const { listKind } = call.definition;
      return {
        type: 'list',
        apiVersion: apiVersionOf(call.definition),
        kind: listKind,
        metadata: listed.metadata,
        items,
      };
    }
    page = { ...page, continue: token, resourceVersion: '', resourceVersionMatch: '' };
  }
}

/** Another client may delete the object first. */
async function deleteListed(call: ResourceCall, item: KubeObject, options: Deletion): Promise<void> {
  const { name = '', namespace = '' } = item.metadata ?? {};
  try {
    await deleteObject(call.resource, namespace, name, options, admission(call, options));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
