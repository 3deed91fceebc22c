/** Owner references: who controls an object. */
import { apiVersionOf, type KubeObject, type OwnerReference } from '@kubets/machinery/meta';
import type { NamespacedName } from '@kubets/machinery/object-key';
import type { ResourceType } from '@kubets/machinery/resource-type';

/** The reference by which `owner` controls what it makes. Objects out of caches carry apiVersion and kind. */
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

/** The key of the object's controller, where that is of this type. */
export function controllerKey(object: KubeObject, type: ResourceType): readonly NamespacedName[] {
  const owner = controllerOf(object);
  if (owner?.kind !== type.kind || owner.apiVersion !== apiVersionOf(type)) return [];
  return [{ namespace: object.metadata?.namespace ?? '', name: owner.name }];
}
