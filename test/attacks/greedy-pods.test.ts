/** Pods that demand much memory with small manifests: repeated references, large output and many containers. */
import { configMaps, type Pod } from '@kubets/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoContainers } from '../harness.ts';
import { isReady, TestNode } from '../kubelet/node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const image = 'shell:1';
const forever = 'trap "exit 0" TERM; while true; do sleep 0.1; done';
const waitingReason = ({ status }: Pod): string | undefined => status?.containerStatuses?.[0]?.state?.waiting?.reason;

describe.skipIf(why !== undefined)('kubelet and pods that demand much memory', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
    const object = { metadata: { name: 'large', namespace: 'default' }, data: { large: 'x'.repeat(900_000) } };
    await node.admin.create(configMaps, object);
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  it('does not start a container whose environment expands beyond the limit', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `V${index}`);
    await node.run('multiplying', {
      containers: [
        {
          name: 'c',
          image,
          command: ['sh', '-c', forever],
          env: names.map((name, index) => ({
            name,
            value: index === 0 ? '0123456789' : `$(${names[index - 1]})`.repeat(10),
          })),
        },
      ],
    });
    const pod = await node.until('multiplying', (each) => waitingReason(each) === 'CreateContainerConfigError', 60);
    expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
      'the environment of the container is too large',
    );
  });

  it('does not start a container whose volumes, paths or command line exceed the limit', async () => {
    const sources = Array.from({ length: 2000 }, () => ({ configMap: { name: 'large' } }));
    const container = { name: 'c', image, command: ['sh', '-c', forever] };
    const mount = { name: 'v', mountPath: '/v' };
    await node.run('volume', {
      volumes: [{ name: 'v', projected: { sources } }],
      containers: [{ ...container, volumeMounts: [mount] }],
    });
    await node.run('path', {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [{ ...container, volumeMounts: [{ ...mount, subPath: './'.repeat(100_000) }] }],
    });
    await node.run('arguments', {
      containers: [
        {
          ...container,
          args: ['$('.repeat(100_000), ...Array(500).fill('$(LARGE)')],
          env: [{ name: 'LARGE', valueFrom: { configMapKeyRef: { name: 'large', key: 'large' } } }],
        },
      ],
    });
    for (const name of ['path', 'arguments'])
      await node.until(name, (each) => waitingReason(each) === 'CreateContainerConfigError', 60);
    // Other pods are processed meanwhile, and this one waits for its volume.
    await node.run('other', { containers: [container] });
    await node.until('other', isReady, 60);
    const pod = await node.until('volume', (each) => each.status?.phase === 'Pending', 10);
    expect(waitingReason(pod)).toBe('ContainerCreating');
  });

  it('reports the status of a pod with large termination messages of many containers', async () => {
    const leave =
      'i=0; while [ $i -lt 3000 ]; do printf "\\377\\000" >> /dev/termination-log; i=$((i+1)); done; exit 1';
    const names = ['constructor', ...Array.from({ length: 19 }, (_, index) => `c${index}`)];
    await node.run('talkative', {
      restartPolicy: 'Never',
      containers: names.map((name) => ({
        name,
        image,
        command: ['sh', '-c', leave],
        resources: { limits: { memory: '32Mi' } },
      })),
    });
    const pod = await node.until('talkative', (each) => each.status?.phase === 'Failed', 120);
    for (const { state } of pod.status?.containerStatuses ?? [])
      expect(new TextEncoder().encode(state?.terminated?.message).length).toBeLessThanOrEqual(
        (12 * 1024) / names.length,
      );
  });
});
