/** The checks of level restricted: what violates them, in which versions, and the message. */
import type { Container, PodSpec } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { container, messageOf, secured } from './checks.testing.ts';

/** Complies with restricted in every version. */
const restrictedContainer = (securityContext: Container['securityContext'] = {}): Container =>
  secured('c', { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...securityContext });
const restrictedSpec = (fields: Partial<PodSpec> = {}): PodSpec => ({
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [restrictedContainer()],
  ...fields,
});

describe('level restricted', () => {
  it('a pod that sets nothing violates five checks', () => {
    expect(messageOf('restricted:latest', { spec: { containers: [container('c')] } })).toBe(
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  it.each(Array.from({ length: 37 }, (_, minor) => `v1.${minor}`).concat('latest', 'v1.99'))(
    '%s allows a restricted pod',
    (version) => {
      expect(messageOf(`restricted:${version}`, { spec: restrictedSpec() })).toBe('');
    },
  );

  it.each<[string, string, Partial<PodSpec>, string]>([
    ['escalation before the field existed', 'v1.7', { containers: [secured('c', {})] }, ''],
    [
      'escalation',
      'v1.8',
      { containers: [secured('c', {})] },
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
    ],
    [
      'forbidden and missing capabilities',
      'v1.22',
      {
        containers: [
          secured('c', {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['KILL'], add: ['CHOWN', 'NET_BIND_SERVICE'] },
          }),
        ],
      },
      'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]; container "c" must not include "CHOWN" in securityContext.capabilities.add)',
    ],
    [
      'before 1.22, the capabilities of level baseline',
      'v1.21',
      {
        containers: [secured('c', { allowPrivilegeEscalation: false, capabilities: { add: ['CHOWN', 'SYS_ADMIN'] } })],
      },
      'non-default capabilities (container "c" must not include "SYS_ADMIN" in securityContext.capabilities.add)',
    ],
    [
      'a container that runs as root',
      'v1.34',
      { containers: [restrictedContainer({ runAsNonRoot: false })] },
      'runAsNonRoot != true (container "c" must not set securityContext.runAsNonRoot=false)',
    ],
    [
      'pod and container that run as root',
      'v1.0',
      { securityContext: { runAsNonRoot: false }, containers: [restrictedContainer({ runAsNonRoot: false })] },
      'runAsNonRoot != true (pod and container "c" must not set securityContext.runAsNonRoot=false)',
    ],
    ['user 0 before 1.23', 'v1.22', { containers: [restrictedContainer({ runAsUser: 0 })] }, ''],
    [
      'user 0',
      'v1.23',
      { containers: [restrictedContainer({ runAsUser: 0 })] },
      'runAsUser=0 (container "c" must not set runAsUser=0)',
    ],
    [
      'user 0 in a user namespace, before 1.35',
      'v1.34',
      { hostUsers: false, containers: [restrictedContainer({ runAsUser: 0 })] },
      'runAsUser=0 (container "c" must not set runAsUser=0)',
    ],
    [
      'root in a user namespace',
      'v1.35',
      { hostUsers: false, containers: [restrictedContainer({ runAsUser: 0, runAsNonRoot: false })] },
      '',
    ],
    [
      'an unmasked /proc in a user namespace',
      'latest',
      { hostUsers: false, containers: [restrictedContainer({ procMount: 'Unmasked' })] },
      'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
    ],
    [
      'a seccomp profile that only some containers set',
      'v1.19',
      {
        securityContext: { runAsNonRoot: true },
        containers: [
          restrictedContainer({ seccompProfile: { type: 'Localhost' } }),
          { ...restrictedContainer(), name: 'd' },
        ],
      },
      'seccompProfile (pod or container "d" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      'an unconfined container',
      'v1.25',
      { containers: [restrictedContainer({ seccompProfile: { type: 'Unconfined' } })] },
      'seccompProfile (container "c" must not set securityContext.seccompProfile.type to "Unconfined")',
    ],
    [
      'volumes',
      'v1.0',
      {
        volumes: [
          { name: 'a', hostPath: { path: '/' } },
          { name: 'b', nfs: { server: 's', path: '/' } },
          { name: 'c', secret: { secretName: 's' } },
          { name: 'd', image: { reference: 'i' } },
          { name: 'e' },
        ],
      },
      'restricted volume types (volumes "a", "b", "e" use restricted volume types "hostPath", "nfs", "unknown")',
    ],
    [
      'Windows before 1.25',
      'v1.24',
      { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [container('c')] },
      'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    ],
    [
      'Windows',
      'v1.25',
      { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [container('c')] },
      '',
    ],
  ])('%s (%s)', (_, version, fields, expected) => {
    expect(messageOf(`restricted:${version}`, { spec: restrictedSpec(fields) })).toBe(expected);
  });

  it('lists the violations of level baseline first', () => {
    const message = messageOf('restricted:latest', {
      spec: restrictedSpec({ hostPID: true, containers: [container('c')] }),
    });
    expect(message).toMatch(/^host namespaces \(hostPID=true\), allowPrivilegeEscalation/);
  });
});
