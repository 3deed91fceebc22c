/** Identifies a resource, and for the compiler its object type. The plural constants of `@kubets/api` implement it. */
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
