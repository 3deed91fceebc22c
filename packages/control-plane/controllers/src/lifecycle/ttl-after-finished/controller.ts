/** Deletes finished Jobs, with their pods, once the time they asked to be kept for is over. */
import { type Job, jobs } from '@kubets/api';
import { eventsRule, read, rule } from '@kubets/api/policy-rules';
import { defineController } from '@kubets/controller-runtime';
import { isNotFound } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';

/** When the Job is to go (ms since 1970), pure; undefined while it runs, or if it is to stay. */
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
      // Live: the time to live may have been raised just now.
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
