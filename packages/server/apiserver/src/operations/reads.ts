/** GET on resources: one object, a list, a watch. */
import { apiVersionOf } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { listOptions } from '../decode/list-options.ts';
import { getObject, listObjects } from '../engine/read.ts';
import { hasReplicas, scaleOf } from '../engine/scale.ts';
import { watchObjects } from '../engine/watch.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { ResourceCall } from './resource-call.ts';

export async function get(call: ResourceCall): Promise<ApiAnswer> {
  const { scale } = call.definition.strategy;
  const version = call.request.query.get('resourceVersion') ?? '';
  const object = await getObject(call.resource, call.namespace, call.info.name, version);
  if (call.info.subresource !== 'scale' || scale === undefined) return { type: 'object', status: 200, object };
  if (call.definition.custom !== undefined && !hasReplicas(object, scale)) {
    throw errors.internal(`the spec replicas field ${JSON.stringify(`.${scale.replicas}`)} does not exist`);
  }
  return { type: 'object', status: 200, object: scaleOf(object, scale) };
}

export async function list(call: ResourceCall): Promise<ApiAnswer> {
  const options = listOptions(call.request.query, false);
  const { items, metadata } = await listObjects(call.resource, call.namespace, options);
  const { listKind } = call.definition;
  return { type: 'list', apiVersion: apiVersionOf(call.definition), kind: listKind, metadata, items };
}

export interface WatchTerms {
  /** Seconds; each watch without its own timeout lives up to twice as long. */
  readonly minRequestTimeoutSeconds: number;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

export function watch(call: ResourceCall, terms: WatchTerms): ApiAnswer {
  const options = listOptions(call.request.query, true);
  // `/watch/…/name`, the old form, watches one object.
  const { name } = call.info;
  const narrowed =
    name === '' || options.fieldSelector !== '' ? options : { ...options, fieldSelector: `metadata.name=${name}` };
  const { random } = call.resource.context;
  const seconds = options.timeoutSeconds ?? terms.minRequestTimeoutSeconds * (1 + random.next());
  const signal = AbortSignal.any([call.request.signal, terms.closing]);
  const events = watchObjects(call.resource, call.namespace, narrowed, { lifetimeMs: seconds * 1000, signal });
  return { type: 'watch', events, ended: events.ended };
}
