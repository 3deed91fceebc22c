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

/** Verbs of paths that lead elsewhere upstream (`/api/v1/watch/…`): they must not pass for a `get`. */
const otherVerbs: ReadonlySet<string> = new Set(['watch', 'proxy', 'list', 'deletecollection']);

/** A handler of connections, which tells HTTP methods apart instead of verbs: OPTIONS has none, HEAD that of GET. */
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

/** `Success`, where there is no object to answer with. */
export function success(code = 201): ApiAnswer {
  const status: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code };
  return { type: 'object', status: code, object: status };
}

/** A query parameter as Go reads it into a bool: there means true, unless it says otherwise. */
export function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** A query parameter as Go reads it into an int64. Undefined when absent; BadRequest for what is no number. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d{1,15}$/.test(value))
    throw errors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}
