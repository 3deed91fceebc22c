/** Helpers of NodeRestriction: a check for one kind of writes by nodes. */

import {
  type AdmissionAttributes,
  type AdmissionContext,
  type AdmissionOperation,
  type AdmissionPlugin,
  defineAdmission,
  groupResource,
  refusal,
} from '@kubets/apiserver/admission';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import { nodeIdentity } from '../authorization/node-authorizer.ts';

export interface NodeWrite<T extends KubeObject> extends AdmissionAttributes<T> {
  /** The node that writes. */
  readonly node: string;
  /** The object's name; for a create, that in the object. */
  readonly target: string;
}

/** The reason for a refusal, or undefined if the write is allowed. Throws NotFound for objects that it needs. */
export type NodeCheck<T extends KubeObject> = (
  write: NodeWrite<T>,
  context: AdmissionContext,
) => string | undefined | Promise<string | undefined>;

/** As Go's %q. */
export const quoted = (text: string): string => JSON.stringify(text);

/** Throws NotFound with upstream's message. */
export async function existing<O extends KubeObject>(
  context: AdmissionContext,
  type: ResourceType<O>,
  namespace: string,
  name: string,
): Promise<O> {
  const found = await context.get(type, namespace, name);
  if (found === undefined) throw errors.notFound(groupResource(type), name);
  return found;
}

async function ask<T extends KubeObject>(
  check: NodeCheck<T>,
  attributes: AdmissionAttributes<T>,
  context: AdmissionContext,
): Promise<void> {
  const node = nodeIdentity(attributes.user);
  if (node === undefined) return;
  if (node === '') throw refusal(attributes, `could not determine node from user ${quoted(attributes.user.name)}`);
  const target = attributes.name || (attributes.object?.metadata?.name ?? '');
  const refused = await check({ ...attributes, node, target }, context);
  if (refused !== undefined) throw refusal(attributes, refused);
}

/**
 * One of the mutating plugins, as upstream: it sees the object as the client sent it, before the server resets what the
 * endpoint does not write. A DELETE has no object to mutate.
 */
export function forNodes<T extends KubeObject>(
  resource: ResourceType<T>,
  subresources: readonly string[],
  check: NodeCheck<T>,
): readonly AdmissionPlugin[] {
  const on = (...operations: AdmissionOperation[]) => ({ resource, subresources, operations });
  return [
    defineAdmission<T>({
      name: 'NodeRestriction',
      on: on('CREATE', 'UPDATE'),
      async mutate(object, attributes, context) {
        await ask(check, attributes, context);
        return object;
      },
    }),
    defineAdmission<T>({
      name: 'NodeRestriction',
      on: on('DELETE'),
      validate: (attributes, context) => ask(check, attributes, context),
    }),
  ];
}
