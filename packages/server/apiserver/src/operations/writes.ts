/** POST, PUT and PATCH of stored resources, each in the order of the pipeline. */
import { nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { errors, statusError } from '@kubets/machinery/status-error';
import { readApplyConfiguration } from '../decode/apply.ts';
import { checkName, finished, warnOfDisabled } from '../decode/object.ts';
import { applyPatch, checked, type PatchTarget, patchTypeOf, readPatch } from '../decode/patch.ts';
import { writeOptions } from '../decode/request-options.ts';
import { createObject } from '../engine/create.ts';
import { type Changed, updateObject } from '../engine/update.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { ResourceCall } from './resource-call.ts';

function answer(call: ResourceCall, changed: Changed): ApiAnswer {
  return { type: 'object', status: changed.created ? 201 : 200, object: changed.object, ...call.warnings };
}

/** Decode → default → mutate → validate → engine. */
export async function create(call: ResourceCall): Promise<ApiAnswer> {
  const options = writeOptions(call.request.query, 'CreateOptions');
  const object = await call.object(options);
  const created = await createObject(call.resource, object, call.namespace, call.writeContext(options));
  return answer(call, { object: created, created: true });
}

export async function update(call: ResourceCall): Promise<ApiAnswer> {
  const options = writeOptions(call.request.query, 'UpdateOptions');
  const object = await call.object(options);
  checkName(object, call.info.name);
  const change = {
    namespace: call.namespace,
    name: call.info.name,
    subresource: call.info.subresource,
    meansUid: true,
    desired: () => object,
    ...(call.definition.strategy.createOnUpdate === true && call.info.subresource === ''
      ? { create: () => creatable(call, () => object) }
      : {}),
  };
  return answer(call, await updateObject(call.resource, change, call.writeContext(options)));
}

/** A PUT or an apply that creates must not contain a uid or a resourceVersion. */
async function creatable(call: ResourceCall, make: () => KubeObject | Promise<KubeObject>): Promise<KubeObject> {
  await call.mayCreate();
  const object = await make();
  const { uid } = object.metadata ?? {};
  if (!uid) return object;
  const { group, plural } = call.definition;
  const resource = group === '' ? plural : `${plural}.${group}`;
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw statusError(
    'Conflict',
    `Operation cannot be fulfilled on ${resource} ${JSON.stringify(call.info.name)}: ${why}`,
  );
}

export async function patch(call: ResourceCall): Promise<ApiAnswer> {
  const patchType = patchTypeOf(call.request.headers['content-type'], call.definition);
  const options = writeOptions(call.request.query, 'PatchOptions', patchType === 'apply');
  const body = await readPatch(call.request, patchType);
  const target: PatchTarget = {
    wanted: call.definition,
    type: call.resource.type,
    strategy: call.definition.strategy,
    namespace: call.namespace,
    name: call.info.name,
  };
  const decoding = call.decodeContext(options);
  const base = { namespace: call.namespace, name: call.info.name, subresource: call.info.subresource };
  call.bodyIs(body);
  const context = call.writeContext(options);
  if (patchType !== 'apply') {
    const { signal } = call.request;
    const desired = (current: KubeObject, large: boolean): Promise<KubeObject> =>
      applyPatch(current, patchType, { ...body, large }, target, { ...decoding, signal });
    return answer(call, await updateObject(call.resource, { ...base, desired }, context));
  }
  const config = readApplyConfiguration(body, target, decoding);
  const applied = async (live: KubeObject | undefined, large: boolean): Promise<KubeObject> => {
    const { fields } = call.resource.context;
    const apply = large ? fields.appliedInTurns : fields.applied;
    const merged = await apply(live, {
      definition: call.definition,
      subresource: call.info.subresource,
      manager: options.fieldManager,
      now: decoding.now,
      patch: config,
      force: options.force ?? false,
    });
    if (large) await nextTurn();
    const decoded = target.type.decode(merged);
    if (decoded.error !== undefined) throw errors.badRequest(decoded.error);
    warnOfDisabled(decoded, decoding);
    if (large) await nextTurn();
    return checked(finished(decoded.value, target.wanted, target.type, decoding, target.strategy), target);
  };
  const create =
    call.info.subresource === '' ? { create: () => creatable(call, () => applied(undefined, body.large)) } : {};
  // An apply writes managedFields itself.
  const change = { ...base, desired: applied, ...create };
  return answer(call, await updateObject(call.resource, change, { ...context, manager: undefined }));
}
