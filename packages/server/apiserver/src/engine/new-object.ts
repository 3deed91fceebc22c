/** An object as a create writes it: prepared by its strategy, its fields booked to a manager. */
import type { KubeObject } from '@kubets/machinery';
import type { Endpoint } from './endpoint.ts';
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
export function newObject(endpoint: Endpoint, named: KubeObject, { user, manager }: Creator): KubeObject {
  const { definition, shape, context } = endpoint;
  const strategyContext = endpoint.strategyContext(user);
  const prepared = prepareCreate(definition, shape, named, strategyContext);
  if (manager === undefined) return prepared;
  return context.fields.written(undefined, prepared, {
    definition,
    subresource: '',
    manager,
    now: strategyContext.now,
  });
}
