/** PUT and PATCH of the scale subresource: a change of the object's replicas, said in a Scale. */
import { invariant } from '@kubets/base';
import { checkName } from '../decode/object.ts';
import { applyPatch, patchTypeOf, readPatch } from '../decode/patch.ts';
import { writeOptions } from '../decode/request-options.ts';
import { type Scale, scaleKind, scaleOf, withScale } from '../engine/scale.ts';
import { updateObject } from '../engine/update.ts';
import type { ApiAnswer } from '../request.ts';
import type { ResourceCall } from '../resource-call.ts';

/** `wanted` makes the Scale that is wanted of the one that stands. Admission sees Scales. */
async function change(
  call: ResourceCall,
  kind: 'UpdateOptions' | 'PatchOptions',
  wanted: (current: Scale, options: ReturnType<typeof writeOptions>) => Scale,
): Promise<ApiAnswer> {
  const { scale } = call.definition.strategy;
  invariant(scale !== undefined, `${call.definition.plural} has a scale subresource but no scale`);
  const options = writeOptions(call.request.query, kind);
  const context = call.writeContext(options);
  const changed = await updateObject(
    call.endpoint,
    {
      namespace: call.namespace,
      name: call.info.name,
      subresource: '',
      account: 'scale',
      desired: async (current) => {
        const old = scaleOf(current, scale);
        const admitted = await context.stages.mutate(wanted(old, options), old);
        await context.stages.validate(admitted, old);
        return withScale(current, admitted as Scale, scale);
      },
    },
    { ...context, stages: { mutate: async (object) => object, validate: async () => undefined } },
  );
  return { type: 'object', status: 200, object: scaleOf(changed.object, scale), ...call.warnings };
}

export function updateScale(call: ResourceCall): Promise<ApiAnswer> {
  return change(call, 'UpdateOptions', (_current, options) => {
    const object = call.object(options);
    checkName(object, call.info.name);
    return object as Scale;
  });
}

export function patchScale(call: ResourceCall): Promise<ApiAnswer> {
  const patchType = patchTypeOf(call.request.headers['content-type']);
  const body = readPatch(call.request, patchType, call.parts.readYaml);
  return change(call, 'PatchOptions', (current, options) => {
    const { type } = call.wanted();
    const target = { wanted: scaleKind, type, strategy: {}, namespace: call.namespace, name: call.info.name };
    // A Scale has two fields anyone may set: an apply patch of it is a merge.
    const kind = patchType === 'apply' ? 'merge' : patchType;
    return applyPatch(current, kind, body, target, call.decodeContext(options)) as Scale;
  });
}
