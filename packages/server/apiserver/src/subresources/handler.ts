/** Helpers for subresource handlers. */
import type { Status } from '@kubets/machinery/meta';
import { errors } from '@kubets/machinery/status-error';
import { groupResource } from '../admission/refuse.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { SubresourceCall, SubresourceHandler } from './subresource-handlers.ts';

export interface HandlerPlace {
  /** Default: the core group. */
  readonly group?: string;
  readonly resource: string;
  /** Default: none, for a resource that is not stored. */
  readonly subresource?: string;
  /** Default: create only. */
  readonly verbs?: readonly string[];
}

/** A handler that refuses every other verb with MethodNotAllowed. */
export function handlerAt(
  { group = '', resource, subresource = '', verbs = ['create'] }: HandlerPlace,
  handle: (call: SubresourceCall) => Promise<ApiAnswer>,
): SubresourceHandler {
  return {
    group,
    resource,
    subresource,
    async handle(call) {
      if (!verbs.includes(call.info.verb))
        throw errors.methodNotAllowed(groupResource(call.definition), call.info.verb);
      return handle(call);
    },
  };
}

/** Verbs of paths that have another meaning upstream (`/api/v1/watch/…`): they must not be treated as `get`. */
const otherVerbs: ReadonlySet<string> = new Set(['watch', 'proxy', 'list', 'deletecollection']);

/**
 * A handler of connections, which distinguishes HTTP methods instead of verbs: OPTIONS has no verb, HEAD has that of
 * GET.
 */
export function connectHandlerAt(
  {
    resource,
    subresource,
    methods,
  }: Required<Pick<HandlerPlace, 'resource' | 'subresource'>> & {
    readonly methods: readonly string[];
  },
  handle: (call: SubresourceCall) => Promise<ApiAnswer>,
): SubresourceHandler {
  return {
    group: '',
    resource,
    subresource,
    async handle(call) {
      const { method } = call.request;
      if (!methods.includes(method) || otherVerbs.has(call.info.verb))
        throw errors.methodNotAllowed(groupResource(call.definition), call.info.verb || method.toLowerCase());
      return handle(call);
    },
  };
}

export const created = (object: object): ApiAnswer => ({ type: 'object', status: 201, object });

/** `Success`, if there is no object to return. */
export function success(code = 201): ApiAnswer {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code };
  return { type: 'object', status: code, object: status };
}

/** A query parameter parsed as Go parses it into a bool: present means true, unless its value says otherwise. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** A query parameter parsed as Go parses it into an int64. Undefined if absent; BadRequest if it is not a number. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(value))
    throw errors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}
