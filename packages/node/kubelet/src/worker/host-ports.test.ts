/** Which host ports lead to pods, and when the network is told. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { testSandbox } from '../pod/testing.ts';
import { createHostPorts } from './host-ports.ts';

const pod = (uid: string, hostPort: number | undefined): Pod => ({
  metadata: { uid },
  spec: { containers: [{ name: 'a', ports: [{ containerPort: 80, ...(hostPort ? { hostPort } : {}) }] }] },
});

/** `fails`: how many of the next calls of the network fail. */
function hostPorts(failing = { fails: 0 }) {
  const told: string[][] = [];
  const ports = createHostPorts(async (bindings) => {
    if (failing.fails-- > 0) throw new Error('the network is out of order');
    told.push(bindings.map(({ hostPort, podIP }) => `${hostPort} > ${podIP}`));
  });
  return { ports, told };
}

describe('HostPorts', () => {
  it('bind() and release() tell the network all ports of all pods', async () => {
    const { ports, told } = hostPorts();
    await ports.bind(pod('u', 8080), testSandbox());
    await ports.bind(pod('v', 9090), testSandbox({ ips: ['10.0.0.2'] }));
    await ports.release('u');
    await ports.release('v');
    expect(told).toEqual([['8080 > 10.0.0.1'], ['8080 > 10.0.0.1', '9090 > 10.0.0.2'], ['9090 > 10.0.0.2'], []]);
  });

  it('bind() and release() tell it nothing about pods without host ports', async () => {
    const { ports, told } = hostPorts();
    await ports.bind(pod('u', undefined), testSandbox());
    await ports.release('u');
    await ports.release('unknown');
    expect(told).toEqual([]);
  });

  it('ensureBound() binds the sandbox that an earlier kubelet made, once', async () => {
    const { ports, told } = hostPorts();
    await ports.ensureBound(pod('u', 8080), testSandbox());
    await ports.ensureBound(pod('u', 8080), testSandbox());
    expect(told).toHaveLength(1);
  });

  it('ensureBound() tries again after a failure, and after release()', async () => {
    const { ports, told } = hostPorts({ fails: 1 });
    await expect(ports.ensureBound(pod('u', 8080), testSandbox())).rejects.toThrow('out of order');
    await ports.ensureBound(pod('u', 8080), testSandbox());
    await ports.release('u');
    await ports.ensureBound(pod('u', 8080), testSandbox({ ips: ['10.0.0.9'] }));
    expect(told).toEqual([['8080 > 10.0.0.1'], [], ['8080 > 10.0.0.9']]);
  });

  it('release() tells the network again after a failure', async () => {
    const failing = { fails: 0 };
    const { ports, told } = hostPorts(failing);
    await ports.bind(pod('u', 8080), testSandbox());
    failing.fails = 1;
    await expect(ports.release('u')).rejects.toThrow('out of order');
    await ports.release('u');
    await ports.release('u');
    expect(told).toEqual([['8080 > 10.0.0.1'], []]);
  });
});
