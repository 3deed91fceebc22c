/** Secrets: small data kept from view. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Secret } from '../generated/core/v1.ts';
import { validateSecret, validateSecretUpdate, withoutStringData } from './secret-data.ts';

export const secrets = defineResource<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  default: withoutStringData,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  selectableFields: { type: (secret) => secret.type ?? '' },
  row: (secret, now) => [nameOf(secret), secret.type ?? '', Object.keys(secret.data ?? {}).length, ageOf(secret, now)],
});
