/** RuntimeClass with containerd: a pod runs with the handler of its class or not at all. */
import { events, runtimeClasses } from '@kubets/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, whyNoContainers } from '../harness.ts';
import { isRunning, TestNode } from './node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

describe.skipIf(why !== undefined)('kubelet: a pod with a RuntimeClass', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  const spec = (runtimeClassName: string) => ({
    runtimeClassName,
    containers: [{ name: 'main', image: 'shell:1', command: ['sh', '-c', 'while true; do sleep 0.1; done'] }],
  });
  const sandboxFailure = (pod: string): Promise<string> =>
    eventually(async () => {
      const { items } = await node.admin.list(events, { namespace: 'default' });
      const found = items.filter(({ reason }) => reason === 'FailedCreatePodSandBox');
      return found.find(({ involvedObject }) => involvedObject.name === pod)?.message;
    }, `${pod} has an event about its sandbox`);

  it('runs with the handler of its class', async () => {
    await node.admin.create(runtimeClasses, { metadata: { name: 'plain' }, handler: 'runc' });
    await node.run('handled', spec('plain'));
    await node.until('handled', isRunning);
  });

  it('does not run with a handler that differs from that of its class', async () => {
    await node.admin.create(runtimeClasses, { metadata: { name: 'isolated' }, handler: 'sandboxed' });
    await node.run('unhandled', spec('isolated'));
    expect(await sandboxFailure('unhandled')).toMatch(/^Failed to create pod sandbox: .*no runtime for "sandboxed"/);
    expect((await node.until('unhandled', () => true)).status?.phase).toBe('Pending');
  });

  it('does not run when its class does not exist', async () => {
    await node.stopKubelet();
    await node.admin.create(runtimeClasses, { metadata: { name: 'gone' }, handler: 'runc' });
    await node.run('orphaned', spec('gone'));
    await node.admin.delete(runtimeClasses, { name: 'gone' });
    node.startKubelet();
    await node.kubelet.whenReady();
    expect(await sandboxFailure('orphaned')).toBe(
      'Failed to create pod sandbox: failed to get RuntimeClass gone: runtimeclass.node.k8s.io "gone" not found',
    );
    // It starts when the class exists.
    await node.admin.create(runtimeClasses, { metadata: { name: 'gone' }, handler: 'runc' });
    await node.until('orphaned', isRunning, 90);
  });
});
