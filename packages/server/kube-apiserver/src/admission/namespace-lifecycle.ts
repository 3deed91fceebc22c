/** NamespaceLifecycle: no objects in a missing or terminating namespace; system namespaces cannot be deleted. */
import { localSubjectAccessReviews, namespaces } from '@kubets/api';
import { type AdmissionAttributes, type AdmissionPlugin, groupResource, refusal } from '@kubets/apiserver/admission';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors, StatusError } from '@kubets/machinery/status-error';

const isNamespace = ({ group, plural }: ResourceType): boolean =>
  group === namespaces.group && plural === namespaces.plural;

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

const name = 'NamespaceLifecycle';

/** The namespace comes first, as upstream: it must exist before its service accounts are looked up. */
export const namespaceLifecycle: readonly AdmissionPlugin[] = [
  {
    name,
    on: { subresources: ['*'], operations: ['CREATE', 'UPDATE'] },
    async mutate(object, attributes, context) {
      const { operation, resource, namespace } = attributes;
      if (namespace === '' || isNamespace(resource) || resource.plural === localSubjectAccessReviews.plural)
        return object;
      const found = await context.get(namespaces, '', namespace);
      if (found === undefined) throw errors.notFound(groupResource(namespaces), namespace);
      if (operation === 'CREATE' && found.status?.phase === 'Terminating') throw terminating(attributes);
      return object;
    },
  },
  {
    name,
    on: { resource: namespaces, operations: ['DELETE'] },
    validate(attributes) {
      if (immortal.has(attributes.name)) throw refusal(attributes, 'this namespace may not be deleted');
    },
  },
];
