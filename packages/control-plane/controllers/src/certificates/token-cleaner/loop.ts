/** Deletes bootstrap tokens that have expired, and with them what they own. */
import { type Secret, secrets } from '@kubets/api';
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { defineLoop } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';

const namespace = 'kube-system';
/** They are good for nothing once they have expired: that they go a little later harms nobody (milliseconds). */
const interval = 60_000;

/** Pure. As upstream: a token without a time never expires, one with a time that cannot be read has expired. */
export function isExpired({ data }: Secret, now: number): boolean {
  const expiration = data?.expiration;
  return Boolean(expiration) && (parseTime(atob(expiration ?? '')) ?? 0) <= now;
}

export const tokenCleaner = defineLoop({
  name: 'token-cleaner',
  namespacedRules: { [namespace]: [rule(`${read} delete`, 'core', 'secrets'), eventsRule] },
  async run({ client, clock, signal }) {
    for (;;) {
      await clock.sleep(interval, signal);
      const fieldSelector = 'type=bootstrap.kubernetes.io/token';
      const { items } = await client.list(secrets, { namespace, fieldSelector, signal });
      for (const secret of items) {
        if (!isExpired(secret, clock.now())) continue;
        const { name = '', uid = '' } = secret.metadata ?? {};
        await client
          .delete(secrets, { namespace, name }, { preconditions: { uid }, signal })
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
      }
    }
  },
});
