/** Which sysctls and group policies a node takes. */
import type { Node, Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { admitFeatures } from './admit-features.ts';
import { admitPod } from './admit-pod.ts';

const node = (kernelVersion: string, supplementalGroupsPolicy = false): Node =>
  ({ status: { nodeInfo: { kernelVersion }, features: { supplementalGroupsPolicy } } }) as Node;
const pod = (sysctl: string, more: Partial<NonNullable<Pod['spec']>> = {}): Pod => ({
  spec: { containers: [], securityContext: { sysctls: [{ name: sysctl, value: '1' }] }, ...more },
});

describe('sysctls', () => {
  it.each<[string, Pod, string, string | undefined]>([
    ['safe', pod('net.ipv4.tcp_syncookies'), '3.10.0-1', undefined],
    ['safe, with slashes', pod('net/ipv4/tcp_syncookies'), '3.10.0-1', undefined],
    ['safe on a new kernel', pod('net.ipv4.tcp_rmem'), '6.1.0-13-amd64', undefined],
    [
      'not safe on an old one',
      pod('net.ipv4.tcp_rmem'),
      '4.14.9',
      'forbidden sysctl: "net.ipv4.tcp_rmem" not allowlisted',
    ],
    ['unsafe', pod('kernel.msgmax'), '6.1.0', 'forbidden sysctl: "kernel.msgmax" not allowlisted'],
    ['of nobody', pod('vm/swappiness'), '6.1.0', 'forbidden sysctl: "vm.swappiness" not allowlisted'],
    [
      'the network is shared',
      pod('net.ipv4.tcp_syncookies', { hostNetwork: true }),
      '6.1.0',
      'forbidden sysctl: "net.ipv4.tcp_syncookies" not allowed with host net enabled',
    ],
    [
      'memory is shared',
      pod('kernel.shm_rmid_forced', { hostIPC: true }),
      '6.1.0',
      'forbidden sysctl: "kernel.shm_rmid_forced" not allowed with host ipc enabled',
    ],
    ['another namespace is shared', pod('kernel.shm_rmid_forced', { hostNetwork: true }), '6.1.0', undefined],
  ])('%s', (_, subject, kernel, message) => {
    expect(admitFeatures(subject, node(kernel))?.message).toBe(message);
  });

  it('reject the pod with the reason of upstream', () => {
    expect(admitPod(pod('kernel.msgmax'), node('6.1.0'), [])).toEqual({
      reason: 'SysctlForbidden',
      message: 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted',
    });
  });
});

describe('supplementalGroupsPolicy', () => {
  const strict: Pod = { spec: { containers: [], securityContext: { supplementalGroupsPolicy: 'Strict' } } };
  it('Strict needs a runtime that has it', () => {
    expect(admitFeatures(strict, node('6.1.0'))).toEqual({
      reason: 'SupplementalGroupsPolicyNotSupported',
      message: 'SupplementalGroupsPolicy=Strict is not supported in this node',
    });
    expect(admitFeatures(strict, node('6.1.0', true))).toBeUndefined();
  });
});
