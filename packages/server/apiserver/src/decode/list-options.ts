/** Parses the query of lists, watches and deletecollections. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { queryFlag } from '../requests/request-info.ts';

export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: all of them. */
  readonly limit: number;
  readonly continue: string;
  /** As sent; empty if not set. */
  readonly resourceVersion: string;
  readonly resourceVersionMatch: '' | 'Exact' | 'NotOlderThan';
  readonly watch: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly timeoutSeconds: number | undefined;
}

function integer(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^[+-]?[0-9]{1,18}$/.test(text)) {
    throw errors.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  return Number(text);
}

const matches: readonly string[] = ['Exact', 'NotOlderThan'];

function listErrors(options: ListOptions): readonly FieldError[] {
  const found: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (why: string): unknown => found.push(fieldError.forbidden('resourceVersionMatch', why));
  if (match !== '') {
    if (options.resourceVersion === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (options.continue !== '') forbid('resourceVersionMatch is forbidden when continue is provided');
    if (!matches.includes(match)) found.push(fieldError.notSupported('resourceVersionMatch', match, ['', ...matches]));
    if (match === 'Exact' && options.resourceVersion === '0') {
      forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    }
  }
  if (options.sendInitialEvents !== undefined) {
    found.push(fieldError.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  return found;
}

function watchErrors(options: ListOptions): readonly FieldError[] {
  const found: FieldError[] = [];
  const match = options.resourceVersionMatch;
  const forbid = (why: string): unknown => found.push(fieldError.forbidden('resourceVersionMatch', why));
  if (options.sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (match !== '') {
    if (options.sendInitialEvents === undefined) {
      forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
    }
    if (match !== 'NotOlderThan') found.push(fieldError.notSupported('resourceVersionMatch', match, ['NotOlderThan']));
    if (options.continue !== '') forbid('resourceVersionMatch is forbidden when continue is provided');
  }
  return found;
}

/** Throws BadRequest if it does not parse, and Invalid for options that exclude each other. */
export function listOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const options: ListOptions = {
    labelSelector: query.get('labelSelector') ?? '',
    fieldSelector: query.get('fieldSelector') ?? '',
    limit: Math.max(0, integer(query, 'limit') ?? 0),
    continue: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: (query.get('resourceVersionMatch') ?? '') as ListOptions['resourceVersionMatch'],
    watch,
    sendInitialEvents: query.has('sendInitialEvents') ? queryFlag(query, 'sendInitialEvents') : undefined,
    allowWatchBookmarks: queryFlag(query, 'allowWatchBookmarks'),
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  };
  const found = watch ? watchErrors(options) : listErrors(options);
  if (found.length > 0) throw errors.invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', found);
  return options;
}

const largestUint64 = 2n ** 64n - 1n;

/**
 * `undefined` if not set; throws Invalid if it is not a uint64. Beyond 2^53 it is rounded, which does no harm: no store
 * has such a revision, and errors quote the requested text.
 */
export function revisionOf(resourceVersion: string): number | undefined {
  if (resourceVersion === '') return undefined;
  const digits = /^[0-9]{1,1000}$/.test(resourceVersion);
  if (digits && BigInt(resourceVersion) <= largestUint64) return Number(resourceVersion);
  const problem = digits ? 'value out of range' : 'invalid syntax';
  const why = `strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: ${problem}`;
  throw errors.invalid({ group: '', kind: '' }, '', [fieldError.invalid('resourceVersion', resourceVersion, why)]);
}
