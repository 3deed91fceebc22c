/** kubectl with DaemonSets and CronJobs on simulated nodes: rollouts, history, undo, restart, drain, and Jobs from a CronJob. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '2'] });
beforeAll(() => cluster.up());
afterAll(() => cluster[Symbol.asyncDispose]());

const kubectl = (line: string): Promise<string> => cluster.kubectl(...line.split(' '));
const status = (): Promise<string> => kubectl('rollout status daemonset/agent --timeout=60s');
const images = (): Promise<string> => kubectl('get pods -l app=agent -o jsonpath={.items[*].spec.containers[0].image}');

/** Waits until the output of the command matches. */
const seen = (line: string, expected: RegExp): Promise<boolean> =>
  eventually(async () => expected.test(await kubectl(line)) || undefined, `${line}: ${expected}`);

const agent = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', annotations: { 'kubernetes.io/change-cause': 'the first image' } },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'agent', image: 'agent:1' }] },
    },
  },
};

it('kubectl follows the creation of a DaemonSet', async () => {
  const applied = await cluster.tryKubectl(['apply', '-f', '-'], JSON.stringify(agent));
  expect([applied.stdout, applied.stderr]).toEqual(['daemonset.apps/agent created\n', '']);
  expect(await status()).toMatch(/daemon set "agent" successfully rolled out/);
  expect(await kubectl('get daemonset agent --no-headers')).toMatch(/^agent +2 +2 +2 +2 +2 /);
  await seen('describe daemonset agent', /SuccessfulCreate .*Created pod: agent-\w+/);
});

it('kubectl rolls out a new image, shows the history, and goes back', async () => {
  await kubectl('set image daemonset/agent agent=agent:2');
  await kubectl('annotate daemonset/agent kubernetes.io/change-cause=second --overwrite');
  expect(await status()).toMatch(/successfully rolled out/);
  expect(await images()).toBe('agent:2 agent:2');
  expect(await kubectl('rollout history daemonset/agent')).toMatch(/REVISION +CHANGE-CAUSE\n1 .*\n2 /);
  expect(await kubectl('rollout history daemonset/agent --revision=1')).toMatch(/Image:\tagent:1/);
  expect(await kubectl('rollout undo daemonset/agent')).toMatch(/rolled back/);
  expect(await status()).toMatch(/successfully rolled out/);
  expect(await images()).toBe('agent:1 agent:1');
  expect(await kubectl('rollout history daemonset/agent')).toMatch(/CHANGE-CAUSE\n2 .*\n3 /);
  expect(await kubectl('rollout restart daemonset/agent')).toMatch(/restarted/);
  expect(await status()).toMatch(/successfully rolled out/);
});

it('kubectl drains a node without the pods of a DaemonSet, which remain', async () => {
  const refused = await cluster.tryKubectl(['drain', 'simulated-1', '--timeout=20s']);
  expect(refused.stderr).toMatch(/cannot delete DaemonSet-managed Pods/);
  expect(await kubectl('drain simulated-1 --ignore-daemonsets --timeout=20s')).toMatch(/drained/);
  expect(await kubectl('get daemonset agent --no-headers')).toMatch(/^agent +2 +2 +2 +2 +2 /);
  await kubectl('uncordon simulated-1');
});

it('kubectl creates a Job from a CronJob, which notices it', async () => {
  await cluster.kubectl('create', 'cronjob', 'tidy', '--image=work/run-1', '--schedule=0 0 1 1 *');
  expect(await kubectl('create job now --from=cronjob/tidy')).toMatch(/job.batch\/now created/);
  await kubectl('wait --for=condition=complete job/now --timeout=60s');
  expect(await kubectl('get job now -o jsonpath={.metadata.annotations}')).toBe(
    '{"cronjob.kubernetes.io/instantiate":"manual"}',
  );
  await seen('describe cronjob tidy', /UnexpectedJob .*Saw a job that the controller did not create or forgot: now/);
  await seen('get cronjob tidy -o jsonpath={.status.lastSuccessfulTime}', /^\d{4}-/);
});
