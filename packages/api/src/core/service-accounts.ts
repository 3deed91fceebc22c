/** ServiceAccounts: who a pod is to the API. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ServiceAccount } from '../generated/core/v1.ts';

export const serviceAccounts = defineResource<ServiceAccount>({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  row: (account, now) => [nameOf(account), ageOf(account, now)],
});
