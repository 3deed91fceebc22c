/** An object as a create writes it: named, and prepared by its strategy. */
import type { KubeObject } from '@kubets/machinery/meta';
import { prepareCreate, withSystemFields } from './preparation.ts';
import type { ServedResource } from './served-resource.ts';
import type { WriteContext } from './write-context.ts';

/** `object` with its own name and uid, not prepared yet. */
export function namedObject(resource: ServedResource, object: KubeObject, name: string, namespace: string): KubeObject {
  const { random } = resource.context;
  return withSystemFields(object, { name, namespace, uid: random.uuid() }, resource.strategyContext('').now);
}

/** `named`, ready to be validated and written. */
export function newObject(
  resource: ServedResource,
  named: KubeObject,
  { user, requester }: Pick<WriteContext, 'user' | 'requester'>,
): KubeObject {
  return prepareCreate(resource.definition, resource.shape, named, resource.strategyContext(user, requester));
}
