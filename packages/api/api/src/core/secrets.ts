/** Secrets: confidential data. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Secret } from '../generated/core/v1.ts';
import { unimplementedSecretWarnings } from '../unimplemented/object-warnings.ts';
import { validateSecret, validateSecretUpdate, withoutStringData } from './secret-data.ts';

export const secrets = defineResource<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  default: withoutStringData,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  warnings: unimplementedSecretWarnings,
  selectableFields: { type: (secret) => secret.type ?? '' },
  row: (secret, now) => [nameOf(secret), secret.type ?? '', Object.keys(secret.data ?? {}).length, ageOf(secret, now)],
});
