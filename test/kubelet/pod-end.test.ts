/** Termination of a pod with containerd. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoContainers } from '../harness.ts';
import { TestNode } from './node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const sh = (name: string, script: string) => ({ name, image: 'shell:1', command: ['sh', '-c', script] });

describe.skipIf(why !== undefined)('kubelet: a pod that ends', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  it('gets a terminal phase only after its sidecar has stopped', async () => {
    const wait = 'i=0; while [ $i -lt 20 ]; do sleep 0.1; i=$((i+1)); done; exit 0';
    await node.run('attended', {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 30,
      initContainers: [
        { ...sh('side', `trap '${wait}' TERM; while true; do sleep 0.1; done`), restartPolicy: 'Always' },
      ],
      containers: [sh('main', 'exit 0')],
    });
    const stopping = await node.until(
      'attended',
      ({ status }) => status?.containerStatuses?.[0]?.state?.terminated !== undefined,
    );
    expect(stopping.status?.phase).not.toBe('Succeeded');
    const { status } = await node.until('attended', (pod) => pod.status?.phase === 'Succeeded');
    expect(status?.initContainerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 0 });
  });
});
