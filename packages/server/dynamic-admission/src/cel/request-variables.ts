/** The variables `request` and `namespaceObject`. Upstream: CreateAdmissionRequest, CreateNamespaceObject. Empty fields are absent. */
import type { Namespace } from '@kubets/api';
import type { AdmissionAttributes, AdmissionVersion, GroupVersionKind } from '@kubets/apiserver/admission';
import type { ResourceType } from '@kubets/machinery/resource-type';

type Fields = Readonly<Record<string, unknown>>;

/** `value` unless it is empty, for fields that upstream omits then. */
const unlessEmpty = <T extends string | { readonly length: number }>(name: string, value: T | undefined): Fields =>
  value === undefined || value.length === 0 ? {} : { [name]: value };

const kindOf = ({ group, version, kind }: GroupVersionKind): Fields => ({ group, version, kind });

const resourceOf = ({ group, version, plural }: ResourceType): Fields => ({ group, version, resource: plural });

/** @param matched the version that the rules of the policy match. */
export function requestVariable(attributes: AdmissionAttributes, matched: AdmissionVersion): Fields {
  const { user, subresource } = attributes;
  const extra = user.extra ?? {};
  return {
    uid: '',
    kind: kindOf(matched.kind),
    resource: resourceOf(matched.resource),
    ...unlessEmpty('subResource', subresource),
    requestKind: kindOf(attributes.kind),
    requestResource: resourceOf(attributes.resource),
    ...unlessEmpty('requestSubResource', subresource),
    ...unlessEmpty('name', attributes.name),
    ...unlessEmpty('namespace', attributes.namespace),
    operation: attributes.operation,
    userInfo: {
      ...unlessEmpty('username', user.name),
      ...unlessEmpty('uid', user.uid),
      ...unlessEmpty('groups', user.groups),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    },
    dryRun: attributes.dryRun,
    options: attributes.options ?? null,
  };
}

const metadataFields = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'finalizers',
] as const;

export function namespaceVariable(namespace: Namespace | undefined): Fields | null {
  if (namespace === undefined) return null;
  const { metadata = {}, spec = {}, status = {} } = namespace;
  const shown = metadataFields.filter((name) => metadata[name] !== undefined).map((name) => [name, metadata[name]]);
  return { metadata: Object.fromEntries(shown), spec, status };
}
