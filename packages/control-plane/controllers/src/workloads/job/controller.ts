/** Runs the pods of a Job until enough of them have succeeded. */
import { type Job, jobs, pods } from '@kubets/api';
import { eventsRule, managePodsRule, owns, readUpdate } from '@kubets/api/policy-rules';
import { type ControllerDefinition, defineController, watching } from '@kubets/controller-runtime';
import { FailureMemory } from './failure-memory.ts';
import { concerned, isOurs } from './strays.ts';

export function jobController(): ControllerDefinition<Job> {
  const memory = new FailureMemory();
  return defineController<Job>({
    name: 'job',
    identity: 'job-controller',
    rules: [...owns('batch', 'jobs', `${readUpdate} patch`), managePodsRule, eventsRule],
    for: jobs,
    owns: [pods],
    watches: [watching(pods, concerned)],
    async reconcile(job, context) {
      if (!isOurs(job)) return {};
      const { reconcileJob } = await import('./reconcile.ts');
      return reconcileJob(job, memory, context);
    },
    /** The pods of a deleted Job are no longer counted, so their finalizers are removed. */
    async deleted({ namespace, name }, context) {
      memory.forget(namespace, name);
      const { freeStrays } = await import('./reconcile.ts');
      await freeStrays(namespace, context);
    },
  });
}
