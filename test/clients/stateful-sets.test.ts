/** kubectl with StatefulSets on simulated nodes: rollouts, history, undo, scaling and deletion. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '2'] });
beforeAll(() => cluster.up());
afterAll(() => cluster[Symbol.asyncDispose]());

const kubectl = (line: string): Promise<string> => cluster.kubectl(...line.split(' '));
const status = (): Promise<string> => kubectl('rollout status statefulset/web --timeout=60s');
const images = (): Promise<string> => kubectl('get pods -l app=web -o jsonpath={.items[*].spec.containers[0].image}');

const template = (image: string) => ({
  metadata: { labels: { app: 'web' } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'nginx', image }] },
});
const web = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'web', annotations: { 'kubernetes.io/change-cause': 'the first image' } },
  spec: {
    replicas: 3,
    serviceName: 'web',
    selector: { matchLabels: { app: 'web' } },
    template: template('nginx:1'),
    volumeClaimTemplates: [
      {
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    ],
  },
};

it('kubectl follows the creation of a StatefulSet', async () => {
  const applied = await cluster.tryKubectl(['apply', '-f', '-'], JSON.stringify(web));
  expect([applied.stdout, applied.stderr]).toEqual(['statefulset.apps/web created\n', '']);
  expect(await status()).toContain('partitioned roll out complete: 3 new pods have been updated...');
  expect(await kubectl('get statefulset web --no-headers')).toMatch(/^web +3\/3 /);
  expect(await kubectl('get pods -l app=web -o name')).toBe('pod/web-0\npod/web-1\npod/web-2\n');
  expect(await kubectl('get pvc -o name')).toBe(
    [0, 1, 2].map((ordinal) => `persistentvolumeclaim/data-web-${ordinal}\n`).join(''),
  );
  expect(await kubectl('describe statefulset web')).toMatch(
    /SuccessfulCreate .*create Pod web-0 in StatefulSet web successful/,
  );
});

it('kubectl rolls out a new image, shows the history, and goes back', async () => {
  await kubectl('set image statefulset/web nginx=nginx:2');
  await kubectl('annotate statefulset/web kubernetes.io/change-cause=second --overwrite');
  expect(await status()).toMatch(/complete/);
  expect(await images()).toBe('nginx:2 nginx:2 nginx:2');
  expect(await kubectl('rollout history statefulset/web')).toMatch(/REVISION +CHANGE-CAUSE\n1 .*\n2 /);
  expect(await kubectl('rollout history statefulset/web --revision=1')).toMatch(/Image:\tnginx:1/);
  expect(await kubectl('rollout undo statefulset/web')).toMatch(/rolled back/);
  expect(await status()).toMatch(/complete/);
  expect(await images()).toBe('nginx:1 nginx:1 nginx:1');
  expect(await kubectl('rollout history statefulset/web')).toMatch(/CHANGE-CAUSE\n2 .*\n3 /);
  expect(await kubectl('rollout undo statefulset/web --to-revision=2')).toMatch(/rolled back/);
  expect(await status()).toMatch(/complete/);
  expect(await images()).toBe('nginx:2 nginx:2 nginx:2');
});

it('kubectl restarts, scales and deletes the StatefulSet', async () => {
  expect(await kubectl('rollout restart statefulset/web')).toMatch(/restarted/);
  expect(await status()).toMatch(/complete/);
  await kubectl('scale statefulset/web --replicas=1');
  await kubectl('wait --for=delete pod/web-1 --timeout=60s');
  expect(await kubectl('get pods -l app=web -o name')).toBe('pod/web-0\n');
  await kubectl('delete statefulset web --cascade=foreground --timeout=60s');
  expect(await kubectl('get pods,controllerrevisions -o name')).toBe('');
  expect(await kubectl('get pvc -o name')).toContain('persistentvolumeclaim/data-web-0');
});

it('kubectl leaves the pods of an orphaned StatefulSet to the next one', async () => {
  const small = { ...web, spec: { ...web.spec, replicas: 2, volumeClaimTemplates: [] } };
  await cluster.kubectlWith(JSON.stringify(small), 'apply', '-f', '-');
  await status();
  const uids = (): Promise<string> => kubectl('get pods -l app=web -o jsonpath={.items[*].metadata.uid}');
  const before = await uids();
  await kubectl('delete statefulset web --cascade=orphan');
  await cluster.kubectlWith(JSON.stringify(small), 'apply', '-f', '-');
  const ready = (): Promise<string> => kubectl('get statefulset web -o jsonpath={.status.readyReplicas}');
  await eventually(async () => (await ready()) === '2', 'the new StatefulSet has adopted the pods');
  expect(await uids()).toBe(before);
});
