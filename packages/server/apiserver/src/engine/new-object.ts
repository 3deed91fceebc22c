/** An object as a create writes it: prepared by its strategy, its fields booked to a manager. */
import { nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { Endpoint } from './endpoint.ts';
import type { FieldWrite } from './managed-fields.ts';
import { prepareCreate, withSystemFields } from './preparation.ts';

export interface Creator {
  readonly user: string;
  /** Undefined keeps no account. */
  readonly manager: string | undefined;
}

/** `object` with a name and a uid of its own, not prepared yet. */
export function namedObject(endpoint: Endpoint, object: KubeObject, name: string, namespace: string): KubeObject {
  const { random } = endpoint.context;
  return withSystemFields(object, { name, namespace, uid: random.uuid() }, endpoint.strategyContext('').now);
}

/** `named` ready to be checked and written. */
export function newObject(endpoint: Endpoint, named: KubeObject, creator: Creator): KubeObject {
  const { prepared, account } = preparedObject(endpoint, named, creator);
  return account === undefined ? prepared : endpoint.context.fields.written(undefined, prepared, account);
}

/** {@link newObject} of a large one. */
export async function newObjectInTurns(endpoint: Endpoint, named: KubeObject, creator: Creator): Promise<KubeObject> {
  const { prepared, account } = preparedObject(endpoint, named, creator);
  await nextTurn();
  return account === undefined ? prepared : endpoint.context.fields.writtenInTurns(undefined, prepared, account);
}

function preparedObject(
  endpoint: Endpoint,
  named: KubeObject,
  { user, manager }: Creator,
): { readonly prepared: KubeObject; readonly account: FieldWrite | undefined } {
  const { definition, shape } = endpoint;
  const strategyContext = endpoint.strategyContext(user);
  const prepared = prepareCreate(definition, shape, named, strategyContext);
  const account =
    manager === undefined ? undefined : { definition, subresource: '', manager, now: strategyContext.now };
  return { prepared, account };
}
