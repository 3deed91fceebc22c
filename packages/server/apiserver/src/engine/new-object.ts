/** An object as a create writes it: prepared by its strategy, with managed fields. */

import type { StrategyContext } from '@kubets/api';
import { nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { FieldWrite } from './managed-fields.ts';
import { prepareCreate, withSystemFields } from './preparation.ts';
import type { ServedResource } from './served-resource.ts';

export interface Creator {
  readonly user: string;
  readonly requester?: StrategyContext['requester'];
  /** Undefined: managedFields are not written. */
  readonly manager: string | undefined;
}

/** `object` with its own name and uid, not prepared yet. */
export function namedObject(resource: ServedResource, object: KubeObject, name: string, namespace: string): KubeObject {
  const { random } = resource.context;
  return withSystemFields(object, { name, namespace, uid: random.uuid() }, resource.strategyContext('').now);
}

/** `named`, ready to be validated and written. */
export function newObject(resource: ServedResource, named: KubeObject, creator: Creator): KubeObject {
  const { prepared, fieldWrite } = preparedObject(resource, named, creator);
  return fieldWrite === undefined ? prepared : resource.context.fields.written(undefined, prepared, fieldWrite);
}

/** {@link newObject} for a large object. */
export async function newObjectInTurns(
  resource: ServedResource,
  named: KubeObject,
  creator: Creator,
): Promise<KubeObject> {
  const { prepared, fieldWrite } = preparedObject(resource, named, creator);
  await nextTurn();
  return fieldWrite === undefined ? prepared : resource.context.fields.writtenInTurns(undefined, prepared, fieldWrite);
}

function preparedObject(
  resource: ServedResource,
  named: KubeObject,
  { user, requester, manager }: Creator,
): { readonly prepared: KubeObject; readonly fieldWrite: FieldWrite | undefined } {
  const { definition, shape } = resource;
  const strategyContext = resource.strategyContext(user, requester);
  const prepared = prepareCreate(definition, shape, named, strategyContext);
  const fieldWrite =
    manager === undefined ? undefined : { definition, subresource: '', manager, now: strategyContext.now };
  return { prepared, fieldWrite };
}
