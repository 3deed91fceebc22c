/** Warnings that every request for a deprecated kind is answered with. */
import type { GroupVersionKind } from '@kubets/machinery';

/** By group, version and kind: upstream's lifecycle of the API's types, of those still served. */
const deprecated: ReadonlyMap<string, string> = new Map([
  ['/v1/ComponentStatus', 'v1 ComponentStatus is deprecated in v1.19+'],
  ['/v1/Endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
]);

export function deprecationOf({ group, version, kind }: GroupVersionKind): string | undefined {
  return deprecated.get(`${group}/${version}/${kind}`);
}
