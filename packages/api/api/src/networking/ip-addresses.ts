/** IPAddresses: allocations of cluster IPs to Services. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { qualified } from '@kubets/machinery/meta';
import { dns1123Subdomain, pathSegment } from '@kubets/machinery/names';
import { validateIp } from '@kubets/machinery/values';
import { nameOf, none } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { IPAddress } from '../generated/networking/v1.ts';

function parent({ spec }: IPAddress): string {
  const reference = spec?.parentRef;
  if (reference === undefined) return none;
  const resource = qualified({ group: reference.group ?? '', resource: reference.resource }).toLowerCase();
  return [resource, reference.namespace ?? '', reference.name].filter((part) => part !== '').join('/');
}

function validate({ metadata, spec }: IPAddress): readonly FieldError[] {
  const path = 'spec.parentRef';
  const found = [...validateIp(metadata?.name ?? '', 'metadata.name')];
  const reference = spec?.parentRef;
  if (reference === undefined) return [...found, fieldError.required(path)];
  const check = (field: string, value: string, complaints: readonly string[]): void => {
    for (const complaint of complaints) found.push(fieldError.invalid(`${path}.${field}`, value, complaint));
  };
  const { group = '', namespace = '' } = reference;
  if (group !== '') check('group', group, dns1123Subdomain(group));
  for (const field of ['resource', 'name'] as const) {
    const value = reference[field] ?? '';
    if (value === '') found.push(fieldError.required(`${path}.${field}`));
    else check(field, value, pathSegment(value));
  }
  if (namespace !== '') check('namespace', namespace, pathSegment(namespace));
  return found;
}

export const ipAddresses = defineResource<IPAddress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  nameRule: 'path',
  immutable: ['spec.parentRef'],
  validate,
  row: (address) => [nameOf(address), parent(address)],
});
