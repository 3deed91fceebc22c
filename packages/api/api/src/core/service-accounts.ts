/** ServiceAccounts: identities of pods. */
import type { ObjectMeta } from '@kubets/machinery/meta';
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ServiceAccount } from '../generated/core/v1.ts';

/** References to secrets keep only the name. */
function withSecretNames(account: ServiceAccount): ServiceAccount {
  if (account.secrets === undefined) return account;
  const secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }));
  return { ...account, secrets };
}

const mountableSecrets = 'kubernetes.io/enforce-mountable-secrets';

function warned(annotations: ObjectMeta['annotations'], old: ObjectMeta['annotations']): readonly string[] {
  if (annotations?.[mountableSecrets] === undefined || old?.[mountableSecrets] !== undefined) return [];
  const instead = 'prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${mountableSecrets}]: deprecated in v1.32+; ${instead}`];
}

export const serviceAccounts = defineResource<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  returnDeletedObject: true,
  prepareCreate: withSecretNames,
  prepareUpdate: withSecretNames,
  warnings: ({ metadata }, old) => warned(metadata?.annotations, old?.metadata?.annotations),
  row: (account, now) => [nameOf(account), ageOf(account, now)],
});
