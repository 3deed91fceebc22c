/** Our types as CRI messages and back: through the bytes, so that a field that CRI does not have is noticed. */
import { describe, expect, it } from 'vitest';
import type { ContainerConfig, SandboxConfig } from '../../runtime.ts';
import type { ContainerStatusMessage, FeaturesMessage, ImageMessage, SandboxStatusMessage } from './messages.ts';
import { readContainer, readContainerStatus, readFeatures, readImage, readSandboxStatus } from './reading.ts';
import { codecOf } from './schema.ts';
import { writeContainerConfig, writeResources, writeSandboxConfig } from './writing.ts';

const sandbox: SandboxConfig = {
  name: 'web',
  namespace: 'default',
  uid: 'u',
  attempt: 3,
  hostname: 'web-host',
  logDirectory: '/logs/web',
  dns: { servers: ['192.0.2.53'], searches: ['example.test'], options: ['ndots:5'] },
  portMappings: [{ protocol: 'UDP', containerPort: 53, hostPort: 5353, hostIP: '192.0.2.1' }],
  labels: { app: 'web' },
  annotations: { note: 'x' },
  cgroupParent: '/kubepods/podu',
  sysctls: { 'net.ipv4.tcp_syncookies': '0' },
  hostNetwork: false,
  hostPid: false,
  hostIpc: false,
  shareProcessNamespace: false,
  security: {
    runAsUser: 0,
    runAsGroup: 2000,
    supplementalGroups: [3000],
    supplementalGroupsPolicy: 'Strict',
    privileged: true,
    readonlyRootfs: true,
    seccomp: { type: 'Localhost', localhostRef: '/profiles/x' },
  },
};

const container: ContainerConfig = {
  name: 'a',
  attempt: 2,
  image: 'image:1',
  imageRef: 'sha256:1',
  command: ['run'],
  args: ['--now'],
  workingDir: '/work',
  env: [{ name: 'KEY', value: 'välue' }],
  mounts: [
    {
      containerPath: '/data',
      hostPath: '/volumes/data',
      readonly: true,
      recursiveReadOnly: true,
      propagation: 'private',
    },
    {
      containerPath: '/both',
      hostPath: '/both',
      readonly: false,
      recursiveReadOnly: false,
      propagation: 'bidirectional',
    },
  ],
  devices: [{ containerPath: '/dev/x', hostPath: '/dev/y', permissions: 'rw' }],
  labels: { app: 'web' },
  annotations: { note: 'x' },
  logPath: 'a/2.log',
  stdin: true,
  stdinOnce: true,
  tty: true,
  resources: {
    cpuShares: 102,
    cpuQuota: 10_000,
    cpuPeriod: 100_000,
    memoryLimitBytes: 2 ** 33,
    oomScoreAdj: -997,
    unified: { 'memory.high': '1' },
  },
  security: {
    privileged: false,
    runAsUser: 0,
    runAsGroup: 0,
    supplementalGroups: [1],
    supplementalGroupsPolicy: 'Merge',
    readonlyRootfs: true,
    noNewPrivileges: true,
    addCapabilities: ['NET_ADMIN'],
    dropCapabilities: ['ALL'],
    maskedPaths: ['/proc/kcore'],
    readonlyPaths: ['/proc/sys'],
    seccomp: { type: 'RuntimeDefault' },
  },
};

const overTheWire = (message: string, value: object): unknown => {
  const codec = codecOf(message);
  return codec.decode(codec.encode(value));
};

describe('writeSandboxConfig', () => {
  const sent = (more: Partial<SandboxConfig> = {}) =>
    overTheWire('PodSandboxConfig', writeSandboxConfig({ ...sandbox, ...more }));

  it('sends everything there is to say', () => {
    expect(sent()).toMatchObject({
      metadata: { name: 'web', namespace: 'default', uid: 'u', attempt: 3 },
      hostname: 'web-host',
      logDirectory: '/logs/web',
      dnsConfig: { servers: ['192.0.2.53'], searches: ['example.test'], options: ['ndots:5'] },
      portMappings: [{ protocol: 'UDP', containerPort: 53, hostPort: 5353, hostIp: '192.0.2.1' }],
      labels: { app: 'web' },
      annotations: { note: 'x' },
      linux: {
        cgroupParent: '/kubepods/podu',
        sysctls: { 'net.ipv4.tcp_syncookies': '0' },
        securityContext: {
          runAsUser: { value: 0 },
          runAsGroup: { value: 2000 },
          supplementalGroups: [3000],
          supplementalGroupsPolicy: 'Strict',
          privileged: true,
          readonlyRootfs: true,
          seccomp: { profileType: 'Localhost', localhostRef: '/profiles/x' },
        },
      },
    });
  });

  it.each<[string, Partial<SandboxConfig>, object]>([
    ['of its own', {}, { network: 'POD', ipc: 'POD', pid: 'CONTAINER' }],
    ['of the host', { hostNetwork: true, hostPid: true, hostIpc: true }, { network: 'NODE', ipc: 'NODE', pid: 'NODE' }],
    ['with shared processes', { shareProcessNamespace: true }, { network: 'POD', ipc: 'POD', pid: 'POD' }],
  ])('namespaces %s', (_, more, wanted) => {
    expect(sent(more)).toMatchObject({ linux: { securityContext: { namespaceOptions: wanted } } });
  });

  it('leaves out the user that nobody named: root is another one', () => {
    const { runAsUser, seccomp, ...security } = sandbox.security;
    expect(sent({ security })).toMatchObject({ linux: { securityContext: { runAsUser: null, seccomp: null } } });
  });
});

describe('writeContainerConfig', () => {
  const sent = (more: Partial<ContainerConfig> = {}, pod: Partial<SandboxConfig> = {}) =>
    overTheWire('ContainerConfig', writeContainerConfig({ ...container, ...more }, { ...sandbox, ...pod })) as {
      readonly envs: readonly { readonly key: string; readonly value: Uint8Array }[];
    };

  it('sends everything there is to say', () => {
    const message = sent();
    expect(message).toMatchObject({
      metadata: { name: 'a', attempt: 2 },
      image: { image: 'sha256:1', userSpecifiedImage: 'image:1' },
      command: ['run'],
      args: ['--now'],
      workingDir: '/work',
      mounts: [
        {
          containerPath: '/data',
          hostPath: '/volumes/data',
          readonly: true,
          recursiveReadOnly: true,
          propagation: 'PROPAGATION_PRIVATE',
        },
        { containerPath: '/both', readonly: false, propagation: 'PROPAGATION_BIDIRECTIONAL' },
      ],
      devices: [{ containerPath: '/dev/x', hostPath: '/dev/y', permissions: 'rw' }],
      labels: { app: 'web' },
      annotations: { note: 'x' },
      logPath: 'a/2.log',
      stdin: true,
      stdinOnce: true,
      tty: true,
      linux: {
        resources: {
          cpuShares: 102,
          cpuQuota: 10_000,
          cpuPeriod: 100_000,
          memoryLimitInBytes: 2 ** 33,
          oomScoreAdj: -997,
          unified: { 'memory.high': '1' },
        },
        securityContext: {
          runAsUser: { value: 0 },
          runAsGroup: { value: 0 },
          readonlyRootfs: true,
          noNewPrivs: true,
          capabilities: { addCapabilities: ['NET_ADMIN'], dropCapabilities: ['ALL'] },
          maskedPaths: ['/proc/kcore'],
          readonlyPaths: ['/proc/sys'],
          seccomp: { profileType: 'RuntimeDefault' },
        },
      },
    });
    expect(message.envs.map(({ key, value }) => [key, new TextDecoder().decode(value)])).toEqual([['KEY', 'välue']]);
  });

  it('enters the processes of the target of an ephemeral container', () => {
    expect(sent({ pidTargetId: 't' }, { shareProcessNamespace: true })).toMatchObject({
      linux: { securityContext: { namespaceOptions: { pid: 'TARGET', targetId: 't' } } },
    });
  });

  it('names a user by name where there is no number', () => {
    const { runAsUser, ...security } = container.security;
    expect(sent({ security: { ...security, runAsUsername: 'nobody' } })).toMatchObject({
      linux: { securityContext: { runAsUser: null, runAsUsername: 'nobody' } },
    });
  });
});

describe('writeResources', () => {
  it('leaves out what is not limited', () => {
    expect(writeResources({ cpuShares: 2, oomScoreAdj: 1000 })).toEqual({ cpuShares: 2, oomScoreAdj: 1000 });
  });
});

describe('readSandboxStatus', () => {
  const read = (value: object) => readSandboxStatus(overTheWire('PodSandboxStatus', value) as SandboxStatusMessage);
  const metadata = { name: 'web', namespace: 'default', uid: 'u', attempt: 1 };

  it('reads a ready sandbox with its addresses, times in milliseconds', () => {
    const network = { ip: '10.0.0.1', additionalIps: [{ ip: 'fd00::1' }] };
    const createdAt = 1_700_000_000_123_000_000;
    expect(read({ id: 's', metadata, state: 'SANDBOX_READY', createdAt, network, labels: { a: 'b' } })).toEqual({
      ...metadata,
      id: 's',
      ready: true,
      createdAt: 1_700_000_000_123,
      labels: { a: 'b' },
      annotations: {},
      ips: ['10.0.0.1', 'fd00::1'],
    });
  });

  it.each<[string, object]>([
    ['in the network of the host', { id: 's', state: 'SANDBOX_READY', network: { ip: '' } }],
    ['without a network', { id: 's', state: 'SANDBOX_READY' }],
  ])('has no address %s', (_, value) => {
    expect(read(value).ips).toEqual([]);
  });

  it('is not ready in any other state', () => {
    expect(read({ id: 's', state: 'SANDBOX_NOTREADY' }).ready).toBe(false);
  });
});

describe('readContainerStatus', () => {
  const read = (value: object) =>
    readContainerStatus(overTheWire('ContainerStatus', value) as ContainerStatusMessage, 's');

  it('reads how a container ended', () => {
    expect(
      read({
        id: 'c',
        metadata: { name: 'a', attempt: 1 },
        state: 'CONTAINER_EXITED',
        createdAt: 1e15,
        startedAt: 2e15,
        finishedAt: 3e15,
        exitCode: 137,
        reason: 'OOMKilled',
        message: 'm',
        image: { image: 'image:1' },
        imageRef: 'sha256:1',
        logPath: '/logs/a.log',
        mounts: [{ containerPath: '/r', recursiveReadOnly: true }, { containerPath: '/w' }],
      }),
    ).toEqual({
      id: 'c',
      sandboxId: 's',
      name: 'a',
      attempt: 1,
      image: 'image:1',
      imageRef: 'sha256:1',
      state: 'exited',
      createdAt: 1e9,
      startedAt: 2e9,
      finishedAt: 3e9,
      exitCode: 137,
      reason: 'OOMKilled',
      message: 'm',
      labels: {},
      annotations: {},
      logPath: '/logs/a.log',
      recursiveReadOnlyPaths: ['/r'],
    });
  });

  it.each([
    ['CONTAINER_CREATED', 'created'],
    ['CONTAINER_RUNNING', 'running'],
    ['CONTAINER_EXITED', 'exited'],
    ['CONTAINER_UNKNOWN', 'unknown'],
  ])('%s is %s', (state, wanted) => {
    const message = overTheWire('Container', { id: 'c', podSandboxId: 's', state });
    expect(readContainer(message as Parameters<typeof readContainer>[0])).toMatchObject({
      sandboxId: 's',
      state: wanted,
    });
  });
});

describe('readImage', () => {
  const read = (value: object) => readImage(overTheWire('Image', value) as ImageMessage);
  it('tells the user 0 from no user', () => {
    expect(read({ id: 'i', uid: { value: 0 } })).toMatchObject({ uid: 0, username: '' });
    expect(read({ id: 'i', username: 'nobody', size: 2 ** 40 })).toEqual({
      id: 'i',
      repoTags: [],
      repoDigests: [],
      size: 2 ** 40,
      username: 'nobody',
      pinned: false,
    });
  });
});

describe('readFeatures', () => {
  const read = (value: object) => readFeatures(overTheWire('StatusResponse', value) as FeaturesMessage);
  it('takes what a runtime does not say for what it cannot do', () => {
    expect(read({})).toEqual({ supplementalGroupsPolicy: false, handlers: [] });
    expect(read({ runtimeHandlers: [{ name: 'runc' }], features: {} })).toEqual({
      supplementalGroupsPolicy: false,
      handlers: [{ name: 'runc', recursiveReadOnlyMounts: false }],
    });
  });
});
