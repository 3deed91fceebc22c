/** NamespaceAutoProvision creates missing namespaces; NamespaceExists refuses writes in them. */
import { type Namespace, namespaces } from '@kubets/api';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { type AdmissionAttributes, type AdmissionPlugin, groupResource, refusal } from '@kubets/apiserver/admission';
import { messageOf } from '@kubets/base';
import { errors, isReason } from '@kubets/machinery/status-error';

const isInNamespace = ({ resource, namespace }: AdmissionAttributes): boolean =>
  namespace !== '' && !(resource.group === namespaces.group && resource.plural === namespaces.plural);

/** A dry run creates no namespace: it is then refused as in a missing one. */
export function namespaceAutoProvision(resources: ResourceAccess): AdmissionPlugin {
  return {
    name: 'NamespaceAutoProvision',
    on: { subresources: ['*'], operations: ['CREATE'] },
    async mutate(object, attributes, context) {
      const { namespace, dryRun } = attributes;
      if (!isInNamespace(attributes) || dryRun) return object;
      if ((await context.get(namespaces, '', namespace)) !== undefined) return object;
      try {
        const created: Namespace = { metadata: { name: namespace } };
        await resources.create(namespaces, '', created);
      } catch (error) {
        if (!isReason(error, 'AlreadyExists')) throw refusal(attributes, messageOf(error));
      }
      return object;
    },
  };
}

export const namespaceExists: AdmissionPlugin = {
  name: 'NamespaceExists',
  on: { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
  async validate(attributes, context) {
    if (!isInNamespace(attributes)) return;
    if ((await context.get(namespaces, '', attributes.namespace)) === undefined)
      throw errors.notFound(groupResource(namespaces), attributes.namespace);
  },
};
