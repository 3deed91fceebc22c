/** PUT and PATCH of the scale subresource. */
import { invariant } from '@kubets/base';
import { apiVersionOf, type KubeObject, type ManagedFieldsEntry, parseApiVersion } from '@kubets/machinery/meta';
import { formatTime } from '@kubets/machinery/time';
import { parentManagedFields, type ReplicasPath, scaleManagedFields } from '@kubets/patch/apply';
import { readApplyConfiguration } from '../decode/apply.ts';
import { checkName } from '../decode/object.ts';
import { applyPatch, patchTypeOf, readPatch } from '../decode/patch.ts';
import { managerOf, type WriteOptions, writeOptions } from '../decode/request-options.ts';
import { type Scale, scaleKind, scaleOf, scaleType, withScale } from '../engine/scale.ts';
import { updateObject } from '../engine/update.ts';
import { mutated } from '../engine/written-fields.ts';
import type { ApiAnswer } from '../requests/request.ts';
import type { ResourceCall } from './resource-call.ts';

interface ScaleChange {
  readonly options: WriteOptions;
  /** Computes the wanted Scale from the current one. Admission sees Scales. */
  readonly wanted: (current: Scale) => Scale | Promise<Scale>;
  /** An apply patch: the fields that the manager wants. It may conflict with other managers. */
  readonly applied?: Scale;
}

interface ScaleWrite {
  readonly current: KubeObject;
  readonly old: Scale;
  readonly wanted: Scale;
  /** The value of an apply patch. */
  readonly config: Scale | undefined;
}

/** Where the object of a Scale has its replicas. */
function replicasPath({ definition }: ResourceCall): ReplicasPath {
  const path = (definition.strategy.scale?.replicas ?? '').split('.').map((name) => `f:${name}`);
  return (apiVersion) => (parseApiVersion(apiVersion)?.group === definition.group ? path : undefined);
}

/**
 * The wanted Scale with its managed fields, which are kept as for any object and show who owns the replicas, so that a
 * conflict names the Scale.
 */
function ownedScale(call: ResourceCall, options: WriteOptions, write: ScaleWrite): KubeObject {
  const { definition } = call;
  const parent = write.current.metadata?.managedFields;
  const of = {
    definition: { ...definition, ...scaleKind, typeName: scaleType },
    subresource: 'scale',
    manager: managerOf(options, call.request.headers['user-agent'] ?? ''),
    now: formatTime(call.resource.context.clock.now()),
  };
  const { fields } = call.resource.context;
  const live = {
    ...write.old,
    metadata: { ...write.old.metadata, managedFields: scaleManagedFields(parent, replicasPath(call)) },
  };
  const { managedFields: _, ...metadata } = write.wanted.metadata ?? {};
  const bare = { ...write.wanted, metadata };
  if (write.config === undefined) return fields.written(live, bare, of);
  const { managedFields } =
    fields.applied(live, { ...of, patch: write.config, force: options.force ?? false }).metadata ?? {};
  return managedFields === undefined ? bare : { ...bare, metadata: { ...metadata, managedFields } };
}

/** The managed fields of the object after a write of its Scale. */
function managedFieldsOf(call: ResourceCall, current: KubeObject, admitted: Scale): readonly ManagedFieldsEntry[] {
  const ofScale = admitted.metadata?.managedFields;
  return parentManagedFields(
    current.metadata?.managedFields,
    ofScale,
    apiVersionOf(call.definition),
    replicasPath(call),
  );
}

async function change(call: ResourceCall, { options, wanted, applied }: ScaleChange): Promise<ApiAnswer> {
  const { scale } = call.definition.strategy;
  invariant(scale !== undefined, `${call.definition.plural} has a scale subresource but no scale`);
  const context = call.writeContext(options);
  const desired = async (current: KubeObject): Promise<KubeObject> => {
    const old = scaleOf(current, scale);
    const owned = ownedScale(call, options, { current, old, wanted: await wanted(old), config: applied });
    const admitted = (await mutated(owned, old, context)) as Scale;
    await context.stages.validate(admitted, old, undefined);
    const scaled = withScale(current, admitted, scale);
    const managedFields = managedFieldsOf(call, current, admitted);
    const { managedFields: _, ...metadata } = scaled.metadata ?? {};
    return { ...scaled, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
  };
  const changed = await updateObject(
    call.resource,
    { namespace: call.namespace, name: call.info.name, subresource: '', desired },
    {
      ...context,
      // The managed fields of the Scale take precedence.
      manager: undefined,
      stages: { mutate: async (object) => object, validate: async () => undefined },
    },
  );
  return { type: 'object', status: 200, object: scaleOf(changed.object, scale), ...call.warnings };
}

export async function updateScale(call: ResourceCall): Promise<ApiAnswer> {
  const options = writeOptions(call.request.query, 'UpdateOptions');
  const object = await call.object(options);
  checkName(object, call.info.name);
  return change(call, { options, wanted: () => object as Scale });
}

export async function patchScale(call: ResourceCall): Promise<ApiAnswer> {
  const patchType = patchTypeOf(call.request.headers['content-type'], call.definition);
  const options = writeOptions(call.request.query, 'PatchOptions', patchType === 'apply');
  const body = await readPatch(call.request, patchType);
  const { type } = call.wanted();
  const target = { wanted: scaleKind, type, strategy: {}, namespace: call.namespace, name: call.info.name };
  const decoding = call.decodeContext(options);
  // A Scale has one field that users may set: an apply patch and a merge patch have the same result.
  const kind = patchType === 'apply' ? 'merge' : patchType;
  const { signal } = call.request;
  const wanted = (current: Scale): Promise<Scale> =>
    applyPatch(current, kind, body, target, { ...decoding, signal }) as Promise<Scale>;
  if (patchType !== 'apply') return change(call, { options, wanted });
  return change(call, { options, wanted, applied: readApplyConfiguration(body, target, decoding) as Scale });
}
