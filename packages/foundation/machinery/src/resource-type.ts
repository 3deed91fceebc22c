/** How code names a resource and, to the compiler, its object type. The plural values of `@kubets/api` are such. */
import type { KubeObject } from './meta.ts';

export interface ResourceType<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set: it carries `T`. */
  readonly object?: T;
}
