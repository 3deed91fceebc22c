/** StorageVersionMigrations: requests to write all objects of a resource in its current storage version. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { qualified } from '@kubets/machinery/meta';
import { dns1035Label, dns1123Subdomain } from '@kubets/machinery/names';
import { isTrue, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { StorageVersionMigration } from '../generated/storagemigration/v1.ts';

function validate({ spec }: StorageVersionMigration): readonly FieldError[] {
  const path = 'spec.resource';
  const { group = '', resource = '' } = spec?.resource ?? {};
  const found: FieldError[] = [];
  const check = (field: string, value: string, complaints: readonly string[]): void => {
    if (complaints.length > 0) found.push(fieldError.invalid(`${path}.${field}`, value, complaints.join(',')));
  };
  if (resource === '') found.push(fieldError.required(`${path}.resource`, 'resource is required to be set'));
  else check('resource', resource, dns1035Label(resource));
  if (group !== '') check('group', group, dns1123Subdomain(group));
  return found;
}

function state({ status }: StorageVersionMigration): string {
  const found = ['Succeeded', 'Failed', 'Running'].find((type) => isTrue(status?.conditions, type));
  return found ?? 'Unknown';
}

export const storageVersionMigrations = defineResource<StorageVersionMigration>({
  group: 'storagemigration.k8s.io',
  version: 'v1',
  kind: 'StorageVersionMigration',
  immutable: ['spec'],
  validate,
  row: (migration) => {
    const { group = '', resource = '' } = migration.spec?.resource ?? {};
    return [nameOf(migration), qualified({ group, resource }), state(migration)];
  },
});
