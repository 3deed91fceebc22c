/**
 * OwnerReferencesPermissionEnforcement: who sets an owner of an object, so that it is deleted with its owner, must be allowed to
 * delete it; who delays the deletion of the owner must be allowed to set the owner's finalizers.
 */
import { type AdmissionAttributes, type AdmissionPlugin, refusal } from '@kubets/apiserver/admission';
import type { AuthorizationAttributes } from '@kubets/apiserver/authorization';
import { deepEqual, nextTurn } from '@kubets/base';
import type { OwnerReference } from '@kubets/machinery/meta';
import type { PluginParts } from './plugin-parts.ts';

/** A list may have tens of thousands of references, each of which is authorized. */
const checksPerTurn = 100;

function newlyBlocking(next: readonly OwnerReference[], old: readonly OwnerReference[]): readonly OwnerReference[] {
  const before = new Set(old.filter((owner) => owner.blockOwnerDeletion === true).map(({ uid }) => uid));
  return next.filter((owner) => owner.blockOwnerDeletion === true && !before.has(owner.uid));
}

/** Group and version of an apiVersion. */
function parted(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function ownerReferencesPermissionEnforcement({
  authorization,
  host,
}: Pick<PluginParts, 'authorization' | 'host'>): AdmissionPlugin {
  const check = async (
    attributes: AdmissionAttributes,
    wanted: Pick<
      AuthorizationAttributes,
      'verb' | 'group' | 'version' | 'namespace' | 'resource' | 'subresource' | 'name'
    >,
    why: string,
  ): Promise<void> => {
    const asked = { isResourceRequest: true, path: '', ...wanted };
    const { decision, reason } = await authorization.authorizer.authorize(attributes.user, asked);
    if (decision !== 'allow') throw refusal(attributes, `${why}: ${reason}, <nil>`);
  };
  const checkBlocking = async (owner: OwnerReference, attributes: AdmissionAttributes): Promise<void> => {
    const { group, version } = parted(owner.apiVersion);
    const owners = host
      .definitions()
      .filter((each) => each.group === group && each.version === version && each.kind === owner.kind);
    if (owners.length === 0)
      throw refusal(
        attributes,
        `cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion ${owner.apiVersion} Kind ${owner.kind}: no matches for kind ${JSON.stringify(owner.kind)} in version ${JSON.stringify(owner.apiVersion)}`,
      );
    for (const { plural, namespaced } of owners)
      await check(
        attributes,
        {
          verb: 'update',
          group,
          version,
          namespace: namespaced ? attributes.namespace : '',
          resource: plural,
          subresource: 'finalizers',
          name: owner.name,
        },
        "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on",
      );
  };
  return {
    name: 'OwnerReferencesPermissionEnforcement',
    on: { subresources: ['*'], operations: ['CREATE', 'UPDATE'] },
    async validate(attributes) {
      const { resource, subresource, namespace, name, object, oldObject } = attributes;
      // Its strategy keeps the owners.
      if (resource.group === '' && resource.plural === 'pods' && subresource === 'status') return;
      const [next, old] = [object?.metadata?.ownerReferences ?? [], oldObject?.metadata?.ownerReferences ?? []];
      if (deepEqual(next, old)) return;
      const { group, version, plural } = resource;
      await check(
        attributes,
        { verb: 'delete', group, version, namespace, resource: plural, subresource, name },
        "cannot set an ownerRef on a resource you can't delete",
      );
      for (const [index, owner] of newlyBlocking(next, old).entries()) {
        await checkBlocking(owner, attributes);
        if (index % checksPerTurn === checksPerTurn - 1) await nextTurn();
      }
    },
  };
}
