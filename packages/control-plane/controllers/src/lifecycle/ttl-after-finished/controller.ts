/** Deletes finished Jobs with their pods after `ttlSecondsAfterFinished`. */
import { type Job, jobs } from '@kubets/api';
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { defineController } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';

/** When the Job expires, in milliseconds since 1970; undefined if it is unfinished or has no TTL. Pure. */
export function expiry(job: Job): number | undefined {
  const seconds = job.spec?.ttlSecondsAfterFinished;
  if (seconds === undefined || job.metadata?.deletionTimestamp !== undefined) return undefined;
  const finished = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  );
  const at = parseTime(finished?.lastTransitionTime ?? '');
  return at === undefined ? undefined : at + seconds * 1000;
}

export const ttlAfterFinishedController = defineController<Job>({
  name: 'ttl-after-finished',
  identity: 'ttl-after-finished-controller',
  rules: [rule(`${read} delete`, 'batch', 'jobs'), eventsRule],
  for: jobs,
  async reconcile(job, { client, clock, signal }) {
    const at = expiry(job);
    if (at === undefined) return {};
    if (at > clock.now()) return { requeueAfterMs: at - clock.now() };
    const { namespace, name = '', uid = '' } = job.metadata ?? {};
    try {
      // A live read, because the TTL may have been increased.
      const live = await client.get(jobs, { namespace, name }, { signal });
      const still = expiry(live);
      if (live.metadata?.uid !== uid || still === undefined) return {};
      if (still > clock.now()) return { requeueAfterMs: still - clock.now() };
      await client.delete(
        jobs,
        { namespace, name },
        { propagationPolicy: 'Foreground', preconditions: { uid }, signal },
      );
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return {};
  },
});
