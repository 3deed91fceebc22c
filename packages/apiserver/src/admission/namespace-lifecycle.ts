/** Nothing is made in a namespace that is not there or is going away; some namespaces never go. */
import { localSubjectAccessReviews, namespaces } from '@kubets/api';
import { errors, StatusError } from '@kubets/machinery';
import type { AdmissionAttributes, AdmissionPlugin } from '../admission.ts';
import { groupResource, refusal } from './refuse.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

function terminating(attributes: AdmissionAttributes): StatusError {
  const { namespace } = attributes;
  const { status } = refusal(
    attributes,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  on: { subresources: ['*'], operations: ['CREATE', 'UPDATE', 'DELETE'] },
  async validate(attributes, context) {
    const { operation, resource, namespace, name } = attributes;
    if (resource.group === namespaces.group && resource.plural === namespaces.plural) {
      if (operation === 'DELETE' && immortal.has(name)) throw refusal(attributes, 'this namespace may not be deleted');
      return;
    }
    if (namespace === '' || operation === 'DELETE' || resource.plural === localSubjectAccessReviews.plural) return;
    const found = await context.get(namespaces, '', namespace);
    if (found === undefined) throw errors.notFound(groupResource(namespaces), namespace);
    if (operation === 'CREATE' && found.status?.phase === 'Terminating') throw terminating(attributes);
  },
};
