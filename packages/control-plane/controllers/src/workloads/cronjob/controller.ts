/** Creates the Jobs of a CronJob on its schedule. */
import { type CronJob, cronJobs, jobs } from '@kubets/api';
import { eventsRule, owns, readUpdate, rule } from '@kubets/api/policy-rules';
import { type ControllerDefinition, defineController } from '@kubets/controller-runtime';
import { objectKey, objectKeyOf } from '@kubets/machinery/object-key';

export function cronJobController(): ControllerDefinition<CronJob> {
  /** The schedule of each CronJob when it was last seen, to notice a change. */
  const schedules = new Map<string, string>();
  return defineController<CronJob>({
    name: 'cronjob',
    identity: 'cronjob-controller',
    rules: [
      ...owns('batch', 'cronjobs', readUpdate),
      rule('get list watch create update patch delete', 'batch', 'jobs'),
      rule('list watch delete', 'core', 'pods'),
      eventsRule,
    ],
    for: cronJobs,
    owns: [jobs],
    async reconcile(cronJob, context) {
      const key = objectKeyOf(cronJob);
      const { uid } = cronJob.metadata ?? {};
      const { schedule, timeZone = '' } = cronJob.spec;
      const current = `${uid} ${timeZone} ${schedule}`;
      const before = schedules.get(key);
      schedules.set(key, current);
      const changed = before !== undefined && before !== current && before.startsWith(`${uid} `);
      const { reconcileCronJob } = await import('./reconcile.ts');
      return reconcileCronJob(cronJob, changed, context);
    },
    async deleted({ namespace, name }) {
      schedules.delete(objectKey(namespace, name));
    },
  });
}
