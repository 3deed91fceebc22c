/**
 * Prepares an object between admission and the store, the same way for every kind: system fields, the separation of
 * spec and status, generation. Pure; the kind's strategy contributes its own preparations.
 */
import type { ResourceDefinition, StrategyContext } from '@kubets/api';
import { deepEqual } from '@kubets/base';
import type { KubeObject, ObjectMeta } from '@kubets/machinery/meta';
import { nextInt64 } from '@kubets/machinery/values';
import { statusMetadata } from './reset-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of a kind's schema that preparation needs. */
export interface Shape {
  /** Names of top-level fields. */
  readonly fields: ReadonlySet<string>;
  /** The fields that an empty object of the type is written with: `status: {}`. */
  readonly empty: Fields;
}

const envelope: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function statusFieldsOf(definition: ResourceDefinition, shape: Shape): readonly string[] {
  return definition.strategy.statusFields ?? (shape.fields.has('status') ? ['status'] : []);
}

function countsGeneration(definition: ResourceDefinition, shape: Shape): boolean {
  return definition.strategy.generation ?? (shape.fields.has('spec') && shape.fields.has('status'));
}

/** `object` with the named fields taken from `source`; fields that are absent there become absent. */
function withFieldsOf(object: KubeObject, source: Fields, names: readonly string[]): KubeObject {
  const result: Record<string, unknown> = { ...object };
  for (const name of names) {
    if (source[name] === undefined) delete result[name];
    else result[name] = source[name];
  }
  return result as KubeObject;
}

/**
 * Does not use `delete`, which makes an object slow permanently. Returns the same object if it has none of the fields.
 */
function without<T extends object, K extends keyof T>(object: T, ...names: K[]): Omit<T, K> {
  if (!names.some((name) => Object.hasOwn(object, name))) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name as K))) as Omit<T, K>;
}

export interface Identity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
}

/** The system's metadata of a new object. Before hooks and validation; the name has been generated. */
export function withSystemFields(object: KubeObject, identity: Identity, now: string): KubeObject {
  const {
    deletionTimestamp,
    deletionGracePeriodSeconds,
    selfLink,
    resourceVersion,
    namespace,
    name,
    uid,
    creationTimestamp,
    ...given
  }: ObjectMeta = object.metadata ?? {};
  const metadata: ObjectMeta = {
    name: identity.name,
    ...(identity.namespace === '' ? {} : { namespace: identity.namespace }),
    uid: identity.uid,
    creationTimestamp: now,
    ...given,
  };
  return { ...object, metadata };
}

export function prepareCreate(
  definition: ResourceDefinition,
  shape: Shape,
  object: KubeObject,
  context: StrategyContext,
): KubeObject {
  const bare = definition.strategy.keepStatusOnCreate
    ? object
    : withFieldsOf(object, shape.empty, statusFieldsOf(definition, shape));
  const meta = without(bare.metadata ?? {}, 'generation');
  const metadata = countsGeneration(definition, shape) ? { ...meta, generation: 1 } : meta;
  const prepared = { ...bare, metadata };
  return definition.strategy.prepareCreate?.(prepared, context) ?? prepared;
}

/** System fields that no update changes. An absent uid or deletion state means "unchanged". */
function updatedMeta(next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const given = without(next, 'selfLink', 'generation', 'creationTimestamp');
  return {
    ...given,
    uid: next.uid || (old.uid as string),
    ...(old.creationTimestamp === undefined ? {} : { creationTimestamp: old.creationTimestamp }),
    ...(old.generation === undefined ? {} : { generation: old.generation }),
    ...(old.deletionTimestamp === undefined ? {} : { deletionTimestamp: old.deletionTimestamp }),
    ...(old.deletionGracePeriodSeconds === undefined || next.deletionGracePeriodSeconds !== undefined
      ? {}
      : { deletionGracePeriodSeconds: old.deletionGracePeriodSeconds }),
  };
}

/** The fields whose change is a change of intent: all except metadata and status. */
function sameIntent(a: KubeObject, b: KubeObject, statusFields: readonly string[]): boolean {
  const intent = (object: KubeObject): Fields =>
    Object.fromEntries(Object.entries(object).filter(([name]) => !envelope.has(name) && !statusFields.includes(name)));
  return deepEqual(intent(a), intent(b));
}

/**
 * The object as an update may write it. `subresource`: `status` allows only status (and metadata) to change, empty only
 * the rest, `*` everything; for others the kind's strategy decides.
 */
export function prepareUpdate(
  definition: ResourceDefinition,
  shape: Shape,
  next: KubeObject,
  old: KubeObject,
  subresource: string,
  context: StrategyContext,
): KubeObject {
  const statusFields = statusFieldsOf(definition, shape);
  const metadata = updatedMeta(next.metadata ?? {}, old.metadata ?? {});
  if (subresource === 'status' || subresource === 'approval') {
    const kept = subresource === 'status' ? statusMetadata(definition, metadata, old.metadata ?? {}) : metadata;
    const written = { ...withFieldsOf(old, next as Fields, statusFields), metadata: kept };
    return definition.strategy.prepareStatus?.(written, old, context, subresource) ?? written;
  }
  let prepared: KubeObject = { ...next, metadata };
  if (subresource !== '*') prepared = withFieldsOf(prepared, old as Fields, statusFields);
  if (subresource === '') prepared = definition.strategy.prepareUpdate?.(prepared, old, context) ?? prepared;
  const part = definition.strategy.prepareSubresource?.[subresource]?.(prepared, old);
  if (part !== undefined) prepared = { ...part, metadata };
  // What the server itself writes without a strategy, such as a binding, is not a new intent.
  if (subresource === '*' || !countsGeneration(definition, shape)) return prepared;
  if (sameIntent(prepared, old, statusFields)) return prepared;
  return { ...prepared, metadata: { ...prepared.metadata, generation: nextInt64(old.metadata?.generation) } };
}
