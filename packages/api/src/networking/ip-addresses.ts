/** IPAddresses: which Service holds a cluster IP. */
import { qualified } from '@kubets/machinery';
import { nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { IPAddress } from '../generated/networking/v1.ts';

function parent({ spec }: IPAddress): string {
  const reference = spec?.parentRef;
  if (reference === undefined) return none;
  const resource = qualified({ group: reference.group ?? '', resource: reference.resource }).toLowerCase();
  return [resource, reference.namespace ?? '', reference.name].filter((part) => part !== '').join('/');
}

export const ipAddresses = defineResource<IPAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  row: (address) => [nameOf(address), parent(address)],
});
