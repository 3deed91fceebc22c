/** Features that this runtime cannot provide are refused with upstream's messages, and secrets are kept in memory. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events, nodes, type Pod, secrets } from '@kubets/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, whyNoContainers } from '../harness.ts';
import { isReady, TestNode } from './node.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const main = { name: 'main', image: 'shell:1', command: ['sleep', '1000'] };

describe.skipIf(why !== undefined)('kubelet: a node', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  const hasEvent = (name: string, wanted: string): Promise<true> =>
    eventually(async () => {
      const { items } = await node.admin.list(events, { namespace: 'default' });
      const own = items.filter((event) => event.involvedObject.name === name);
      return own.some((event) => `${event.reason}: ${event.message}` === wanted) || undefined;
    }, wanted);
  const waiting = (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.waiting;

  it('reports the features of its runtime handlers', async () => {
    const { status } = await node.admin.get(nodes, { name: node.name });
    const { supplementalGroupsPolicy, handlers } = await node.runtime.features();
    expect(status?.features).toEqual({ supplementalGroupsPolicy });
    expect(status?.runtimeHandlers ?? []).toHaveLength(handlers.length);
  });

  it('does not run a pod that requires a user namespace, if it cannot provide one', async () => {
    await node.run('userns', { hostUsers: false, containers: [main] });
    await hasEvent(
      'userns',
      "FailedCreatePodSandBox: Failed to create pod sandbox: can't set `spec.hostUsers: false`, runtime does not support user namespaces",
    );
    const pod = await node.until('userns', (each) => waiting(each)?.reason === 'ContainerCreating');
    expect(pod.status?.phase).toBe('Pending');
  });

  it('refuses unsafe sysctls and sets safe ones', async () => {
    const sysctls = (name: string, value: string) => ({ securityContext: { sysctls: [{ name, value }] } });
    await node.run('unsafe', { ...sysctls('kernel.msgmax', '65536'), containers: [main] });
    await node.run('safe', { ...sysctls('net.ipv4.ip_unprivileged_port_start', '80'), containers: [main] });
    const unsafe = await node.until('unsafe', ({ status }) => status?.phase === 'Failed');
    expect(unsafe.status).toMatchObject({
      reason: 'SysctlForbidden',
      message: 'Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted',
    });
    await node.until('safe', isReady);
    const read = await node.exec('safe', 'main', 'cat', '/proc/sys/net/ipv4/ip_unprivileged_port_start');
    expect(read.trim()).toBe('80');
  });

  it('refuses supplementalGroupsPolicy Strict if the runtime does not support it', async ({ skip }) => {
    if ((await node.runtime.features()).supplementalGroupsPolicy) return skip('this runtime has the policy');
    await node.run('strict', { securityContext: { supplementalGroupsPolicy: 'Strict' }, containers: [main] });
    const pod = await node.until('strict', ({ status }) => status?.phase === 'Failed');
    expect(pod.status?.reason).toBe('SupplementalGroupsPolicyNotSupported');
    await hasEvent(
      'strict',
      'SupplementalGroupsPolicyNotSupported: SupplementalGroupsPolicy=Strict is not supported in this node',
    );
  });

  it('refuses recursive read-only mounts that it cannot provide, and subPaths that do not exist', async ({ skip }) => {
    const volumes = [{ name: 'v', emptyDir: {} }];
    const mount = { name: 'v', mountPath: '/v' };
    const expression = { ...mount, subPathExpr: '$(NONE)/$(EMPTY)-$(A)' };
    const env = [
      { name: 'EMPTY', value: '' },
      { name: 'A', value: 'a' },
    ];
    await node.run('expression', { volumes, containers: [{ ...main, env, volumeMounts: [expression] }] });
    const named = await node.until('expression', (pod) => waiting(pod)?.reason === 'CreateContainerConfigError');
    expect(waiting(named)?.message).toBe('missing value for EMPTY, NONE');
    const { handlers } = await node.runtime.features();
    if (handlers.some((handler) => handler.recursiveReadOnlyMounts)) return skip('this runtime has such mounts');
    const recursive = { ...mount, readOnly: true, recursiveReadOnly: 'Enabled' as const };
    await node.run('recursive', { volumes, containers: [{ ...main, volumeMounts: [recursive] }] });
    const pod = await node.until('recursive', (each) => waiting(each)?.reason === 'CreateContainerConfigError');
    expect(waiting(pod)?.message).toBe(
      'failed to resolve recursive read-only mode: volume "v" requested recursive read-only mode, but it is not supported by the runtime',
    );
  });

  it('keeps Secrets, tokens and downward API volumes in memory', async () => {
    await node.admin.create(secrets, {
      metadata: { name: 'keys', namespace: 'default' },
      data: { key: btoa('s3cret') },
    });
    const names = ['secret', 'token', 'labels'];
    const pod = await node.run('secrets', {
      containers: [{ ...main, volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })) }],
      volumes: [
        { name: 'secret', secret: { secretName: 'keys' } },
        { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
        { name: 'labels', downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } },
      ],
    });
    await node.until('secrets', isReady);
    const read = await node.exec('secrets', 'main', 'cat', '/secret/key', '/labels/name', '/proc/mounts');
    expect(read.startsWith('s3cretsecrets')).toBe(true);
    for (const name of names) expect(read).toMatch(new RegExp(`^\\S+ /${name} tmpfs ro`, 'm'));
    const below = `${join(node.directory, 'kubelet/pods')}/${pod.metadata?.uid}/volumes/kubernetes.io~`;
    const mounts = () =>
      readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .filter((line) => line.includes(below));
    expect(mounts()).toHaveLength(3);
    await node.admin.patch(secrets, { namespace: 'default', name: 'keys' }, 'merge', { data: { key: btoa('other') } });
    await eventually(
      async () => (await node.exec('secrets', 'main', 'cat', '/secret/key')) === 'other' || undefined,
      'the new secret',
    );
    expect(mounts()).toHaveLength(3);
  });
});
