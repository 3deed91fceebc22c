/** Deletes expired bootstrap tokens. */
import { type Secret, secrets } from '@kubets/api';
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { defineLoop } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';

const namespace = 'kube-system';
/** Expired tokens are not valid, so a delay before their deletion is harmless. */
const intervalMs = 60_000;

/** As upstream: a token without an expiration never expires, one with an invalid expiration has expired. Pure. */
export function isExpired({ data }: Secret, now: number): boolean {
  const expiration = data?.expiration;
  return Boolean(expiration) && (parseTime(atob(expiration ?? '')) ?? 0) <= now;
}

export const tokenCleaner = defineLoop({
  name: 'token-cleaner',
  namespacedRules: { [namespace]: [rule(`${read} delete`, 'core', 'secrets'), eventsRule] },
  async run({ client, clock, signal }) {
    for (;;) {
      await clock.sleep(intervalMs, signal);
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
