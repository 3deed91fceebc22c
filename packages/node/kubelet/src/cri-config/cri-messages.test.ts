/** Pods as sandboxes and containers of a runtime, field by field. */
import type { Pod } from '@kubets/api';
import type { ImageInfo } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { annotation } from '../pod/keys.ts';
import { type ContainerInput, containerConfig } from './container-config.ts';
import { portMappings, sandboxConfig } from './sandbox-config.ts';
import { containerSecurity } from './security.ts';

type Spec = NonNullable<Pod['spec']>;
const podOf = (spec: Partial<Spec> = {}, metadata: Pod['metadata'] = {}): Pod => ({
  metadata: { uid: 'u', name: 'web', namespace: 'default', ...metadata },
  spec: { containers: [{ name: 'a', image: 'image:1' }], ...spec },
});
const image: ImageInfo = { id: 'sha256:1', repoTags: [], repoDigests: [], size: 1, username: '', pinned: false };

describe('sandboxConfig', () => {
  const configOf = (spec: Partial<Spec> = {}, metadata: Pod['metadata'] = {}) =>
    sandboxConfig({
      pod: podOf(spec, metadata),
      attempt: 2,
      hostname: 'web',
      dns: { servers: ['192.0.2.53'], searches: [], options: [] },
      cgroupParent: '/kubepods/podu',
      paths: { rootDir: '/kubelet', logDir: '/logs' },
    });

  it('has the identity of the pod, which labels of the pod cannot replace', () => {
    const config = configOf(
      {},
      { labels: { app: 'web', 'io.kubernetes.pod.uid': 'other' }, annotations: { note: 'x' } },
    );
    expect(config).toMatchObject({
      name: 'web',
      namespace: 'default',
      uid: 'u',
      attempt: 2,
      hostname: 'web',
      logDirectory: '/logs/default_web_u',
      cgroupParent: '/kubepods/podu',
      labels: {
        app: 'web',
        'io.kubernetes.pod.name': 'web',
        'io.kubernetes.pod.namespace': 'default',
        'io.kubernetes.pod.uid': 'u',
      },
      annotations: { note: 'x' },
    });
  });

  it.each<[string, Partial<Spec>, object]>([
    [
      'no host namespaces by default',
      {},
      { hostNetwork: false, hostPid: false, hostIpc: false, shareProcessNamespace: false },
    ],
    ['the host network, without a host name of its own', { hostNetwork: true }, { hostNetwork: true, hostname: '' }],
    ['the host processes', { hostPID: true }, { hostPid: true }],
    ['the host IPC', { hostIPC: true }, { hostIpc: true }],
    ['shared processes', { shareProcessNamespace: true }, { shareProcessNamespace: true }],
    [
      'sysctls, whichever way they are written',
      { securityContext: { sysctls: [{ name: 'net/ipv4/tcp_syncookies', value: '0' }] } },
      { sysctls: { 'net.ipv4.tcp_syncookies': '0' } },
    ],
    [
      'the users and groups of the pod',
      { securityContext: { runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4, 3] } },
      { security: { runAsUser: 1, runAsGroup: 2, supplementalGroups: [4, 3] } },
    ],
    [
      'privileges, when one of its containers has them',
      { containers: [{ name: 'a', securityContext: { privileged: true } }] },
      { security: { privileged: true, seccomp: { type: 'Unconfined' } } },
    ],
    [
      'its seccomp profile',
      { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
      { security: { seccomp: { type: 'RuntimeDefault' } } },
    ],
  ])('has %s', (_, spec, wanted) => {
    expect(configOf(spec)).toMatchObject(wanted);
  });

  it('maps only ports of the host', () => {
    const ports = [
      { containerPort: 80 },
      { containerPort: 53, hostPort: 5353, protocol: 'UDP' as const, hostIP: '192.0.2.1' },
    ];
    const spec: Partial<Spec> = { containers: [{ name: 'a', ports }] };
    expect(configOf(spec).portMappings).toEqual([
      { protocol: 'UDP', containerPort: 53, hostPort: 5353, hostIP: '192.0.2.1' },
    ]);
    expect(portMappings(podOf({ ...spec, hostNetwork: true }))).toEqual([]);
  });
});

describe('containerConfig', () => {
  const configOf = (more: Partial<ContainerInput> = {}, container: Partial<ContainerInput['container']> = {}) => {
    const own = { name: 'a', image: 'image:1', ...container };
    return containerConfig({
      pod: podOf({ containers: [own] }),
      container: own,
      attempt: 3,
      image,
      env: [{ name: 'WORLD', value: 'world' }],
      mounts: [],
      nodeMemoryBytes: 2 ** 30,
      ...more,
    });
  };

  it('is found again by its labels, its attempt and its log', () => {
    expect(configOf()).toMatchObject({
      name: 'a',
      attempt: 3,
      image: 'image:1',
      imageRef: 'sha256:1',
      logPath: 'a/3.log',
      labels: {
        'io.kubernetes.pod.name': 'web',
        'io.kubernetes.pod.namespace': 'default',
        'io.kubernetes.pod.uid': 'u',
        'io.kubernetes.container.name': 'a',
      },
      annotations: {
        [annotation.restartCount]: '3',
        [annotation.terminationMessagePath]: '/dev/termination-log',
        [annotation.terminationMessagePolicy]: 'File',
      },
    });
  });

  it('expands variables in command and arguments', () => {
    const config = configOf({}, { command: ['echo', 'hello $(WORLD)'], args: ['$$(WORLD)', '$(NONE)'] });
    expect([config.command, config.args]).toEqual([
      ['echo', 'hello world'],
      ['$(WORLD)', '$(NONE)'],
    ]);
  });

  it('notes the preStop hook, for a kubelet that finds the container without its pod', () => {
    const preStop = { exec: { command: ['bye'] } };
    const noted = configOf({}, { lifecycle: { preStop } }).annotations[annotation.preStop];
    expect(JSON.parse(noted ?? '')).toEqual(preStop);
    expect(configOf().annotations).not.toHaveProperty(annotation.preStop);
  });

  it.each<[string, Partial<ContainerInput['container']>, object]>([
    ['interaction', { stdin: true, stdinOnce: true, tty: true }, { stdin: true, stdinOnce: true, tty: true }],
    ['a working directory', { workingDir: '/work' }, { workingDir: '/work' }],
    [
      'limits',
      { resources: { limits: { cpu: '500m', memory: '64Mi' } } },
      { resources: { cpuShares: 512, cpuQuota: 50_000, cpuPeriod: 100_000, memoryLimitBytes: 64 * 2 ** 20 } },
    ],
    ['no limits', {}, { resources: { cpuShares: 2, oomScoreAdj: 1000 } }],
  ])('has %s', (_, container, wanted) => {
    expect(configOf({}, container)).toMatchObject(wanted);
  });

  it('enters the processes of its target', () => {
    expect([configOf({ pidTargetId: 't' }).pidTargetId, configOf().pidTargetId]).toEqual(['t', undefined]);
  });
});

describe('containerSecurity', () => {
  type Context = NonNullable<Spec['containers'][number]['securityContext']>;
  it.each<[string, Context, Spec['securityContext'], Partial<ImageInfo>, object]>([
    [
      'the user of the container before that of the pod',
      { runAsUser: 1 },
      { runAsUser: 2 },
      { uid: 3 },
      { runAsUser: 1 },
    ],
    ['the user of the pod before that of the image', {}, { runAsUser: 2 }, { uid: 3 }, { runAsUser: 2 }],
    ['the user of the image', {}, {}, { uid: 3 }, { runAsUser: 3 }],
    ['the user of the image by name', {}, {}, { username: 'nobody' }, { runAsUsername: 'nobody' }],
    ['no new privileges', { allowPrivilegeEscalation: false }, {}, {}, { noNewPrivileges: true }],
    ['a read-only root', { readOnlyRootFilesystem: true }, {}, {}, { readonlyRootfs: true }],
    [
      'capabilities',
      { capabilities: { add: ['A'], drop: ['ALL'] } },
      {},
      {},
      { addCapabilities: ['A'], dropCapabilities: ['ALL'] },
    ],
    [
      'nothing masked, where it asks for that',
      { procMount: 'Unmasked' },
      {},
      {},
      { maskedPaths: [], readonlyPaths: [] },
    ],
    [
      'no seccomp profile, where it is privileged',
      { privileged: true },
      { seccompProfile: { type: 'RuntimeDefault' } },
      {},
      { privileged: true, seccomp: { type: 'Unconfined' } },
    ],
    [
      'a profile of the node',
      { seccompProfile: { type: 'Localhost', localhostProfile: 'p.json' } },
      {},
      {},
      { seccomp: { type: 'Localhost', localhostRef: '/var/lib/kubelet/seccomp/p.json' } },
    ],
    [
      'the group that owns its volumes',
      {},
      { fsGroup: 5, supplementalGroups: [6] },
      {},
      { supplementalGroups: [6, 5] },
    ],
  ])('has %s', (_, own, shared, of, wanted) => {
    const pod = podOf(shared === undefined ? {} : { securityContext: shared });
    const security = containerSecurity(pod, { name: 'a', securityContext: own }, { ...image, ...of });
    expect(security).toMatchObject(wanted);
  });
});
