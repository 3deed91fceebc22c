/** Creates the `default` ServiceAccount in each namespace, also after it is deleted. */
import { type Namespace, namespaces, serviceAccounts } from '@kubets/api';
import { eventsRule, rule } from '@kubets/api/policy-rules';
import { defineController, watching } from '@kubets/controller-runtime';
import { isAlreadyExists } from '@kubets/machinery/status-error';
import { isNamespaceTerminating } from '../../shared/pods/pod-writes.ts';

export const serviceAccountController = defineController<Namespace>({
  name: 'serviceaccount',
  identity: 'service-account-controller',
  rules: [rule('create', 'core', 'serviceaccounts'), eventsRule],
  for: namespaces,
  watches: [
    watching(serviceAccounts, (account) =>
      account.metadata?.name === 'default' ? [{ namespace: '', name: account.metadata.namespace ?? '' }] : [],
    ),
  ],
  async reconcile(namespace, { cache, client, signal }) {
    const name = namespace.metadata?.name ?? '';
    if (namespace.status?.phase === 'Terminating' || namespace.metadata?.deletionTimestamp !== undefined) return;
    if (cache.get(serviceAccounts, name, 'default') !== undefined) return;
    try {
      await client.create(serviceAccounts, { metadata: { name: 'default', namespace: name } }, { signal });
    } catch (error) {
      if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
    }
  },
});
