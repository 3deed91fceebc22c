/** PUT and PATCH of the scale subresource: a change of the object's replicas, said in a Scale. */
import { invariant } from '@kubets/base';
import { formatTime, type KubeObject } from '@kubets/machinery';
import { readApplyConfiguration } from '../decode/apply.ts';
import { checkName } from '../decode/object.ts';
import { applyPatch, patchTypeOf, readPatch } from '../decode/patch.ts';
import { type WriteOptions, writeOptions } from '../decode/request-options.ts';
import { type Scale, scaledConfiguration, scaleKind, scaleOf, withScale } from '../engine/scale.ts';
import { updateObject } from '../engine/update.ts';
import type { ApiAnswer } from '../request.ts';
import type { ResourceCall } from '../resource-call.ts';

interface ScaleChange {
  readonly options: WriteOptions;
  /** The Scale that is wanted, of the one that stands. Admission sees Scales. */
  readonly wanted: (current: Scale) => Scale;
  /** An apply patch: what the manager says it wants. It may conflict with others. */
  readonly applied?: Scale;
}

async function change(call: ResourceCall, { options, wanted, applied }: ScaleChange): Promise<ApiAnswer> {
  const { scale } = call.definition.strategy;
  invariant(scale !== undefined, `${call.definition.plural} has a scale subresource but no scale`);
  const context = call.writeContext(options);
  const desired = async (current: KubeObject): Promise<KubeObject> => {
    const old = scaleOf(current, scale);
    const admitted = ((await context.stages.mutate(wanted(old), old)) ?? old) as Scale;
    await context.stages.validate(admitted, old);
    const scaled = withScale(current, admitted, scale);
    if (applied === undefined) return scaled;
    const write = {
      definition: call.definition,
      subresource: 'scale',
      manager: options.fieldManager,
      now: formatTime(call.endpoint.context.clock.now()),
    };
    const patch = scaledConfiguration(current, { ...applied, ...(applied.spec && { spec: admitted.spec }) }, scale);
    const merged = call.endpoint.context.fields.applied(current, { ...write, patch, force: options.force ?? false });
    return { ...scaled, metadata: { ...scaled.metadata, managedFields: merged.metadata?.managedFields ?? [] } };
  };
  const changed = await updateObject(
    call.endpoint,
    { namespace: call.namespace, name: call.info.name, subresource: '', account: 'scale', desired },
    {
      ...context,
      // The account of an apply is kept by the merge itself.
      manager: applied === undefined ? context.manager : undefined,
      stages: { mutate: async (object) => object, validate: async () => undefined },
    },
  );
  return { type: 'object', status: 200, object: scaleOf(changed.object, scale), ...call.warnings };
}

export function updateScale(call: ResourceCall): Promise<ApiAnswer> {
  const options = writeOptions(call.request.query, 'UpdateOptions');
  const wanted = (): Scale => {
    const object = call.object(options);
    checkName(object, call.info.name);
    return object as Scale;
  };
  return change(call, { options, wanted });
}

export function patchScale(call: ResourceCall): Promise<ApiAnswer> {
  const patchType = patchTypeOf(call.request.headers['content-type']);
  const options = writeOptions(call.request.query, 'PatchOptions', patchType === 'apply');
  const body = readPatch(call.request, patchType, call.parts.readYaml);
  const { type } = call.wanted();
  const target = { wanted: scaleKind, type, strategy: {}, namespace: call.namespace, name: call.info.name };
  const decoding = call.decodeContext(options);
  // A Scale has one field anyone may set: what an apply patch makes of it, a merge makes too.
  const kind = patchType === 'apply' ? 'merge' : patchType;
  const wanted = (current: Scale): Scale => applyPatch(current, kind, body, target, decoding) as Scale;
  if (patchType !== 'apply') return change(call, { options, wanted });
  return change(call, { options, wanted, applied: readApplyConfiguration(body, target, decoding) as Scale });
}
