/** How a class says that it is the one used where none is named. */
import type { KubeObject } from '@kubets/machinery/meta';
import { nameOf } from '../cells.ts';

const annotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const;

export function isDefaultStorageClass(object: KubeObject): boolean {
  return annotations.some((annotation) => object.metadata?.annotations?.[annotation] === 'true');
}

/** The name as printed: marked where the class is the default. */
export function classNameCell(object: KubeObject, isDefault: boolean): string {
  return isDefault ? `${nameOf(object)} (default)` : nameOf(object);
}
