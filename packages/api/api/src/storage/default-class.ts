/** The annotation that marks a default class. */
import type { KubeObject } from '@kubets/machinery/meta';
import { nameOf } from '../cells.ts';

const annotations = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const;

export function isDefaultStorageClass(object: KubeObject): boolean {
  return annotations.some((annotation) => object.metadata?.annotations?.[annotation] === 'true');
}

/** The printed name, with a mark for the default class. */
export function classNameCell(object: KubeObject, isDefault: boolean): string {
  return isDefault ? `${nameOf(object)} (default)` : nameOf(object);
}
