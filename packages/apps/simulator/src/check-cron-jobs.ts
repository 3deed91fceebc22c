/** CronJobs at rest, when they are suspended: their Jobs have finished, each is of another time, and the history is limited. */
import { objectKeyOf } from '@kubets/machinery/object-key';
import type { History, Stored } from './history.ts';

interface CronSpec {
  readonly successfulJobsHistoryLimit?: number;
  readonly failedJobsHistoryLimit?: number;
}

interface CronStatus {
  readonly active?: readonly { readonly name?: string }[];
}

const scheduledTimestamp = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

function ended({ status }: Stored, type: string): boolean {
  return (status?.conditions ?? []).some((each) => each.type === type && each.status === 'True');
}

const timeOf = ({ metadata }: Stored): number => Date.parse(metadata?.annotations?.[scheduledTimestamp] ?? '');

export function* cronJobs(history: History): Generator<string> {
  for (const cronJob of history.all('cronjobs')) {
    const name = objectKeyOf(cronJob);
    const mine = history
      .all('jobs')
      .filter(({ metadata }) => metadata?.ownerReferences?.some(({ uid }) => uid === cronJob.metadata?.uid));
    const { active = [] } = (cronJob.status ?? {}) as unknown as CronStatus;
    if (active.length > 0) yield `CronJob ${name} still has the active Jobs ${active.map((each) => each.name).join()}`;
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = (cronJob.spec ?? {}) as CronSpec;
    for (const [type, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const count = mine.filter((job) => ended(job, type)).length;
      if (count > limit) yield `CronJob ${name} keeps ${count} Jobs that are ${type}, more than ${limit}`;
    }
    const times = mine.map(timeOf);
    if (new Set(times).size < times.length) yield `CronJob ${name} has several Jobs of one time`;
    // The last time is not compared with them: a status that could not be written is not written again once it is suspended.
  }
}
