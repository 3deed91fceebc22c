/** Controller references. */
import { apiVersionOf, type KubeObject, type OwnerReference } from '@kubets/machinery/meta';
import type { NamespacedName } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** The controller reference to `owner`, which must have apiVersion and kind, as objects in caches do. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { name = '', uid = '' } = owner.metadata ?? {};
  return {
    apiVersion: owner.apiVersion ?? '',
    kind: owner.kind ?? '',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata?.ownerReferences?.find((reference) => reference.controller === true);
}

export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata?.uid;
}

/** The key of the object's controller, if it is of this type. */
export function controllerKey(object: KubeObject, type: ResourceType): readonly NamespacedName[] {
  const owner = controllerOf(object);
  if (owner?.kind !== type.kind || owner.apiVersion !== apiVersionOf(type)) return [];
  return [{ namespace: object.metadata?.namespace ?? '', name: owner.name }];
}
