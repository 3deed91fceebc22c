/**
 * The stages of a request, after the listener and authentication:
 *
 *   audit → authorization → the body → flow control → [operation] → answer
 *   [a write] = decode → default → mutating admission → validate → validating admission → engine → store transaction
 *
 * The stages inside a write are in `operations/` and `engine/`, since an update repeats them after a conflict with
 * another writer. In-process clients enter here, too.
 */
import { loadColumns } from '@kubets/api/facts';
import { loadWireTable } from '@kubets/api/messages';
import type { Clock, Logger } from '@kubets/base';
import { errors, statusError } from '@kubets/machinery/status-error';
import { untilOver } from '../access/write-guard.ts';
import { authorize } from '../authorization/authorize.ts';
import type { Route } from '../engine/served-resources.ts';
import type { FlowControl } from '../flow-control/flow-control.ts';
import { withinTimeout } from '../flow-control/request-deadline.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { deleteCollection, deleteOne } from '../operations/deletes.ts';
import { get, list, type WatchTerms, watch } from '../operations/reads.ts';
import { ResourceCall, type ResourceCallParts } from '../operations/resource-call.ts';
import { subresourceCall } from '../operations/subresource-call.ts';
import { create, patch, update } from '../operations/writes.ts';
import { AuditAnnotations } from '../requests/audit-annotations.ts';
import type { ApiAnswer, ApiRequest } from '../requests/request.ts';
import { isLongRunning, isMutating } from '../requests/request-info.ts';
import { negotiate, wantsTable } from '../responses/negotiate.ts';
import { hasProtobuf, speaksProtobuf } from '../responses/protobuf.ts';
import { isPrinted } from '../responses/table.ts';
import type { SubresourceHandler } from '../subresources/subresource-handlers.ts';
import type { AuditSink } from './audit.ts';
import { codeOf, failureAnswer, notServed } from './failure.ts';

export interface PipelineParts extends ResourceCallParts {
  readonly audit: AuditSink;
  readonly flow: FlowControl;
  /** Whether another server answers the requests of this group version. */
  readonly isDelegated: (group: string, version: string) => boolean;
  readonly handlers: readonly SubresourceHandler[];
  /** Serves non-resource paths: discovery, health, metrics, OpenAPI. */
  readonly nonResource: (request: ApiRequest) => Promise<ApiAnswer | undefined>;
  readonly metrics: RequestMetrics;
  readonly watchTerms: WatchTerms;
  readonly clock: Clock;
  readonly log: Logger;
}

type Operation = (call: ResourceCall, parts: PipelineParts) => ApiAnswer | Promise<ApiAnswer>;

const operations: Readonly<Record<string, Operation>> = {
  get,
  list,
  watch: (call, parts) => watch(call, parts.watchTerms),
  create,
  update,
  patch,
  delete: deleteOne,
  deletecollection: deleteCollection,
};
const scaleOperations: Readonly<Record<string, Operation>> = {
  get,
  update: async (call) => (await import('../operations/scales.ts')).updateScale(call),
  patch: async (call) => (await import('../operations/scales.ts')).patchScale(call),
};

/** Answers any request; a failure is an answer, too. */
export async function handle(request: ApiRequest, parts: PipelineParts): Promise<ApiAnswer> {
  try {
    if (speaksProtobuf(request)) await loadWireTable();
    if (wantsTable(request)) await loadColumns();
  } catch (error) {
    return failureAnswer(error, parts.log);
  }
  const { info } = request;
  const route = parts.isDelegated(info.group, info.version) ? undefined : parts.served.route(info);
  const annotations = new AuditAnnotations();
  const audited = parts.audit.received({ request, received: parts.clock.now(), annotations });
  const measured = parts.metrics.begin(info, route !== undefined, request.query.has('dryRun'));
  let answer: ApiAnswer;
  try {
    await authorize(parts.authorizer, request, info);
    answer = await withinTimeout(request, parts.clock, (timed, over) =>
      admitted({ request: timed, over, annotations }, route, parts),
    );
  } catch (error) {
    answer = failureAnswer(error, parts.log);
  }
  audited(answer);
  if (answer.type === 'watch' && !answer.ended.aborted)
    answer.ended.addEventListener('abort', () => measured(200), { once: true });
  else measured(codeOf(answer));
  return answer;
}

interface Timed {
  readonly request: ApiRequest;
  readonly annotations: AuditAnnotations;
  over(): boolean;
}

/** After its body has been read, so that a client that sends slowly occupies no seat. */
async function admitted(timed: Timed, route: Route | undefined, parts: PipelineParts): Promise<ApiAnswer> {
  const { readBody, ...head } = timed.request;
  const { info } = head;
  const wanted = readBody !== undefined && route !== undefined && isMutating(info) && !isLongRunning(info);
  const request = wanted ? { ...head, body: await readBody() } : timed.request;
  const leave = parts.flow.enter(info, request.user);
  try {
    return await served({ ...timed, request }, route, parts);
  } finally {
    leave();
  }
}

async function served(
  { request, over, annotations }: Timed,
  route: Route | undefined,
  parts: PipelineParts,
): Promise<ApiAnswer> {
  if (route === undefined) return (await parts.nonResource(request)) ?? notServed;
  const { info } = request;
  const held = isMutating(info) ? { ...request, guard: untilOver(request.guard, over) } : request;
  const preparing = route.resource.prepare();
  if (preparing !== undefined) await preparing;
  const call = new ResourceCall(held, route.resource, route.subresource, annotations, parts);
  const answer = await answered(call, parts);
  const { deprecation } = call.definition.strategy;
  if (deprecation === undefined || (answer.type !== 'object' && answer.type !== 'list')) return answer;
  return { ...answer, warnings: [deprecation, ...(answer.warnings ?? [])] };
}

function answered(call: ResourceCall, parts: PipelineParts): ApiAnswer | Promise<ApiAnswer> {
  const { info, request } = call;
  const handler = parts.handlers.find(
    (each) => each.group === info.group && each.resource === info.resource && each.subresource === info.subresource,
  );
  if (handler === undefined && !isAddress(call)) throw errors.noSuchPath();
  // Before anything is written: the client must be able to read the answer. Streams are not negotiated.
  if (handler === undefined || !isLongRunning(info)) {
    const table = isPrinted(call.definition, info.subresource);
    negotiate(request.headers.accept, { protobuf: hasProtobuf(call.definition), table });
  }
  if (handler !== undefined) return handler.handle(subresourceCall(call));
  return operationOf(call)(call, parts);
}

/**
 * Subresources that the engine serves itself; all others have handlers. The admission plugins of
 * `partial-pod-updates.ts` restrict what `ephemeralcontainers` and `resize` may change.
 */
const engineSubresources: ReadonlySet<string> = new Set([
  '',
  'status',
  'scale',
  'finalize',
  'approval',
  'ephemeralcontainers',
  'resize',
]);

/** Whether the path can be valid: its scope must be that of the resource. */
function isAddress({ info, definition }: ResourceCall): boolean {
  if (!engineSubresources.has(info.subresource)) return false;
  if (definition.namespaced)
    return info.namespace !== '' || info.name === '' || info.verb === 'list' || info.verb === 'watch';
  return info.namespace === '' || definition.strategy.isNamespace === true;
}

/** The operation of the resource for this path. Throws MethodNotAllowed. */
function operationOf(call: ResourceCall): Operation {
  const { info, definition, subresource } = call;
  const verbs = subresource?.verbs ?? definition.verbs;
  const known = info.subresource === 'scale' ? scaleOperations : operations;
  const misplaced = definition.namespaced && info.namespace === '' && !acrossNamespaces.has(info.verb);
  const misnamed = info.verb === 'create' && info.name !== '';
  const offered = verbs.includes(info.verb) && Object.hasOwn(known, info.verb) && definition.storagePrefix !== '';
  if (misplaced || misnamed || !offered) throw errors.methodNotAllowed(call.resource.groupResource, info.verb);
  if (definition.custom?.terminating === true && info.verb === 'create') {
    throw statusError('MethodNotAllowed', 'create not allowed while custom resource definition is terminating');
  }
  return known[info.verb] as Operation;
}

const acrossNamespaces: ReadonlySet<string> = new Set(['list', 'watch']);
