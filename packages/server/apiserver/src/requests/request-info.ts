/** Maps method and path to a RequestInfo, by the rules of upstream's RequestInfoFactory. */
import { errors } from '@kubets/machinery/status-error';
import type { RequestInfo } from './request.ts';

const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);
const verbOfMethod: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

function nonResource(method: string, path: string): RequestInfo {
  return {
    isResourceRequest: false,
    path,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    resource: '',
    subresource: '',
    name: '',
  };
}

/** `true` unless absent, `false` or `0`: how upstream parses boolean query parameters. */
export function queryFlag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}

/**
 * The name that a field selector requires (`metadata.name=a`), for the authorization of single-object lists and
 * watches.
 */
function nameOfFieldSelector(query: URLSearchParams): string {
  for (const term of (query.get('fieldSelector') ?? '').split(',')) {
    const [key, value] = term.split('=', 1)[0] === 'metadata.name' ? term.split(/==?/) : [];
    if (key === 'metadata.name' && value && value !== '.' && value !== '..' && !/[/%]/.test(value)) return value;
  }
  return '';
}

/** The rest of a resource path after group and version. */
interface Scope {
  readonly verb: string;
  readonly namespace: string;
  readonly parts: readonly string[];
}

function scopeOf(method: string, path: string, parts: readonly string[]): Scope {
  const special = parts[0] === 'watch' || parts[0] === 'proxy' ? parts[0] : undefined;
  if (special !== undefined && parts.length < 2) {
    throw errors.badRequest(`unable to determine kind and namespace from url, ${path}`);
  }
  const rest = special === undefined ? parts : parts.slice(1);
  const verb = special ?? (Object.hasOwn(verbOfMethod, method) ? (verbOfMethod[method] as string) : '');
  if (rest[0] !== 'namespaces' || rest[1] === undefined) return { verb, namespace: '', parts: rest };
  const inside = rest[2] !== undefined && !namespaceSubresources.has(rest[2]);
  return { verb, namespace: rest[1], parts: inside ? rest.slice(2) : rest };
}

/** Throws BadRequest for a special verb without a resource. `path` is decoded and starts with a slash. */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const parts = path.split('/').filter((part) => part !== '');
  const grouped = parts[0] === 'apis';
  if ((parts[0] !== 'api' && !grouped) || parts.length < (grouped ? 4 : 3)) return nonResource(method, path);
  const group = grouped ? (parts[1] as string) : '';
  const version = parts[grouped ? 2 : 1] as string;
  const scope = scopeOf(method, path, parts.slice(grouped ? 3 : 2));
  const [resource = '', name = '', subresource = ''] = scope.parts;
  const base = { isResourceRequest: true, path, group, version, namespace: scope.namespace, resource, name };
  const info: RequestInfo = { ...base, verb: scope.verb, subresource: scope.verb === 'proxy' ? '' : subresource };
  if (name !== '') return info;
  if (info.verb === 'watch') return { ...info, name: nameOfFieldSelector(query) };
  if (info.verb === 'get') {
    return { ...info, verb: queryFlag(query, 'watch') ? 'watch' : 'list', name: nameOfFieldSelector(query) };
  }
  return info.verb === 'delete' ? { ...info, verb: 'deletecollection', name: nameOfFieldSelector(query) } : info;
}

const longRunningSubresources: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);

/** Below this path, the program serves what the API of Kubernetes does not have: maintenance of the store. */
export const ownPathPrefix = '/kubets/';

/** Requests that last as long as their client wants: no limit counts them, and they have no deadline. */
export function isLongRunning(info: RequestInfo): boolean {
  if (!info.isResourceRequest) return info.path.startsWith(ownPathPrefix);
  return info.verb === 'watch' || info.verb === 'proxy' || longRunningSubresources.has(info.subresource);
}

const readOnlyVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'head', 'options']);

export function isMutating(info: RequestInfo): boolean {
  return !readOnlyVerbs.has(info.verb);
}
