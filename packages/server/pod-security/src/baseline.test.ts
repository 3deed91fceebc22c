/** The checks of levels privileged and baseline: what violates them, in which versions, and the message. */
import type { Container, PodSpec } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { container, type Given, messageOf, secured } from './checks.testing.ts';

describe('level baseline', () => {
  const everyKind = (securityContext: Container['securityContext']): Partial<PodSpec> => ({
    initContainers: [secured('i', securityContext)],
    containers: [secured('a', securityContext), secured('b')],
    ephemeralContainers: [{ name: 'e', securityContext: securityContext ?? {} }],
  });

  it.each<[string, string, Given, string]>([
    ['a plain pod', 'latest', { spec: { containers: [container('a')] } }, ''],
    [
      'host namespaces',
      'v1.0',
      { spec: { hostNetwork: true, hostPID: true, hostIPC: true } },
      'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
    ],
    ['no host namespaces', 'v1.0', { spec: { hostNetwork: false, hostPID: false } }, ''],
    [
      'a hostPath volume',
      'v1.0',
      {
        spec: {
          volumes: [
            { name: 'v', hostPath: { path: '/' } },
            { name: 'w', emptyDir: {} },
          ],
        },
      },
      'hostPath volumes (volume "v")',
    ],
    [
      'hostPath volumes',
      'latest',
      { spec: { volumes: ['v', 'w'].map((name) => ({ name, hostPath: { path: '/' } })) } },
      'hostPath volumes (volumes "v", "w")',
    ],
    [
      'a host port',
      'v1.0',
      { spec: { containers: [container('a', { ports: [{ containerPort: 1, hostPort: 80 }] })] } },
      'hostPort (container "a" uses hostPort 80)',
    ],
    [
      'host ports, sorted as text',
      'v1.0',
      {
        spec: {
          initContainers: [container('i', { ports: [{ containerPort: 1, hostPort: 9 }] })],
          containers: [container('a', { ports: [{ containerPort: 1, hostPort: 80 }, { containerPort: 2 }] })],
        },
      },
      'hostPort (containers "i", "a" use hostPorts 80, 9)',
    ],
    [
      'a port without a host port',
      'v1.0',
      { spec: { containers: [container('a', { ports: [{ containerPort: 1, hostPort: 0 }] })] } },
      '',
    ],
    [
      'privileged containers of every kind',
      'v1.0',
      { spec: everyKind({ privileged: true }) },
      'privileged (containers "i", "a", "e" must not set securityContext.privileged=true)',
    ],
    [
      'other capabilities',
      'v1.0',
      { spec: { containers: [secured('a', { capabilities: { add: ['SYS_ADMIN', 'KILL', 'NET_RAW'] } })] } },
      'non-default capabilities (container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'default capabilities',
      'latest',
      { spec: { containers: [secured('a', { capabilities: { add: ['CHOWN', 'SYS_CHROOT'] } })] } },
      '',
    ],
    [
      'an unmasked /proc',
      'v1.0',
      { spec: { containers: [secured('a', { procMount: 'Unmasked' })] } },
      'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'an unmasked /proc in a user namespace, before 1.35',
      'v1.34',
      { spec: { hostUsers: false, containers: [secured('a', { procMount: 'Unmasked' })] } },
      'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'an unmasked /proc in a user namespace',
      'v1.35',
      { spec: { hostUsers: false, containers: [secured('a', { procMount: 'Unmasked' })] } },
      '',
    ],
    [
      'host processes of Windows',
      'v1.0',
      {
        spec: {
          securityContext: { windowsOptions: { hostProcess: true } },
          containers: [secured('a', { windowsOptions: { hostProcess: true } })],
        },
      },
      'hostProcess (pod and container "a" must not set securityContext.windowsOptions.hostProcess=true)',
    ],
    [
      'AppArmor profiles of fields and annotations',
      'latest',
      {
        annotations: {
          'container.apparmor.security.beta.kubernetes.io/a': 'unconfined',
          'container.apparmor.security.beta.kubernetes.io/b': 'localhost/x',
          'container.apparmor.security.beta.kubernetes.io/c': '',
        },
        spec: {
          securityContext: { appArmorProfile: { type: 'Unconfined' } },
          containers: [secured('a', { appArmorProfile: { type: 'Unconfined' } })],
        },
      },
      'forbidden AppArmor profiles (pod and container "a" and annotation must not set AppArmor profile type to ' +
        '"Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
    ],
    [
      'one AppArmor profile',
      'v1.0',
      { spec: { securityContext: { appArmorProfile: { type: 'Unconfined' } } } },
      'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
    ],
    [
      'SELinux type, user and role',
      'latest',
      {
        spec: {
          securityContext: { seLinuxOptions: { type: 'spc_t', user: 'u' } },
          containers: [
            secured('a', { seLinuxOptions: { type: 'foo_t', role: 'r' } }),
            secured('b', { seLinuxOptions: { type: 'container_t', level: 's0' } }),
          ],
        },
      },
      'seLinuxOptions (pod and container "a" set forbidden securityContext.seLinuxOptions: types "foo_t", "spc_t"; user may not be set; role may not be set)',
    ],
    [
      'container_engine_t before 1.31',
      'v1.30',
      { spec: { containers: [secured('a', { seLinuxOptions: { type: 'container_engine_t' } })] } },
      'seLinuxOptions (container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
    ],
    [
      'container_engine_t',
      'v1.31',
      { spec: { containers: [secured('a', { seLinuxOptions: { type: 'container_engine_t' } })] } },
      '',
    ],
    [
      'seccomp annotations until 1.18',
      'v1.18',
      {
        annotations: {
          'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
          'container.seccomp.security.alpha.kubernetes.io/a': 'x',
          'container.seccomp.security.alpha.kubernetes.io/b': 'docker/default',
          'container.seccomp.security.alpha.kubernetes.io/absent': 'x',
        },
        spec: { containers: [container('a'), container('b')] },
      },
      'seccompProfile (forbidden annotations container.seccomp.security.alpha.kubernetes.io/a="x", seccomp.security.alpha.kubernetes.io/pod="unconfined")',
    ],
    [
      'seccomp annotations from 1.19',
      'v1.19',
      { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } },
      '',
    ],
    [
      'seccomp fields from 1.19',
      'v1.19',
      {
        spec: {
          securityContext: { seccompProfile: { type: 'Unconfined' } },
          containers: [
            secured('a', { seccompProfile: { type: 'Unconfined' } }),
            secured('b', { seccompProfile: { type: 'Localhost' } }),
          ],
        },
      },
      'seccompProfile (pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'seccomp fields until 1.18',
      'v1.18',
      { spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } } },
      '',
    ],
    [
      'hosts of probes and lifecycle hooks',
      'v1.34',
      {
        spec: {
          containers: [
            container('b', {
              livenessProbe: { httpGet: { host: 'h2', port: 1 } },
              lifecycle: { preStop: { tcpSocket: { host: 'h1', port: 1 } } },
            }),
            container('a', {
              startupProbe: { tcpSocket: { host: 'h1', port: 1 } },
              readinessProbe: { httpGet: { port: 1 } },
            }),
          ],
        },
      },
      'probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "h1", "h2")',
    ],
    [
      'the host of one probe',
      'latest',
      { spec: { containers: [container('a', { readinessProbe: { httpGet: { host: '::1', port: 1 } } })] } },
      'probe or lifecycle host (container "a" uses probe or lifecycle host "::1")',
    ],
    [
      'hosts of probes before 1.34',
      'v1.33',
      { spec: { containers: [container('a', { livenessProbe: { httpGet: { host: 'h', port: 1 } } })] } },
      '',
    ],
  ])('%s (%s)', (_, version, given, expected) => {
    expect(messageOf(`baseline:${version}`, given)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ['kernel.shm_rmid_forced', 'v1.0', true],
    ['kernel.msgmax', 'latest', false],
    ['net.ipv4.ip_local_reserved_ports', 'v1.26', false],
    ['net.ipv4.ip_local_reserved_ports', 'v1.27', true],
    ['net.ipv4.tcp_keepalive_time', 'v1.28', false],
    ['net.ipv4.tcp_keepalive_time', 'v1.29', true],
    ['net.ipv4.tcp_rmem', 'v1.31', false],
    ['net.ipv4.tcp_wmem', 'v1.32', true],
  ])('sysctl %s in %s is allowed: %s', (name, version, allowed) => {
    const spec = { securityContext: { sysctls: [{ name, value: '1' }] } };
    expect(messageOf(`baseline:${version}`, { spec })).toBe(allowed ? '' : `forbidden sysctls (${name})`);
  });
});

it('latest means the version of the server', () => {
  const spec = { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_notsent_lowat', value: '1' }] } };
  for (const version of ['latest', 'v1.37', 'v1.99']) {
    expect(messageOf(`baseline:${version}`, { spec }, 36)).toBe('forbidden sysctls (net.ipv4.tcp_notsent_lowat)');
    expect(messageOf(`baseline:${version}`, { spec }, 37)).toBe('');
  }
  expect(messageOf('baseline:v1.36', { spec }, 37)).not.toBe('');
});

it('level privileged allows everything', () => {
  expect(messageOf('privileged:latest', { spec: { hostPID: true } })).toBe('');
});
