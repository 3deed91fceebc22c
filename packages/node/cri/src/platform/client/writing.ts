/** Converts our own types to CRI messages. */
import type { ContainerConfig, LinuxResources, SandboxConfig, SandboxSecurity } from '../../runtime.ts';

const propagation = {
  private: 'PROPAGATION_PRIVATE',
  hostToContainer: 'PROPAGATION_HOST_TO_CONTAINER',
  bidirectional: 'PROPAGATION_BIDIRECTIONAL',
} as const;

const int64 = (value: number | undefined): { readonly value: number } | undefined =>
  value === undefined ? undefined : { value };

const seccomp = (profile: SandboxSecurity['seccomp']): object | undefined =>
  profile && { profileType: profile.type, localhostRef: profile.localhostRef ?? '' };

function namespaceOptions(sandbox: SandboxConfig, targetId?: string): object {
  const pid = sandbox.hostPid ? 'NODE' : sandbox.shareProcessNamespace ? 'POD' : 'CONTAINER';
  return {
    network: sandbox.hostNetwork ? 'NODE' : 'POD',
    ipc: sandbox.hostIpc ? 'NODE' : 'POD',
    pid: targetId === undefined ? pid : 'TARGET',
    targetId: targetId ?? '',
  };
}

/** Absent values must be absent from the message: the codec refuses undefined. */
function defined(object: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

export function writeSandboxConfig(config: SandboxConfig): object {
  const { security } = config;
  return defined({
    metadata: { name: config.name, namespace: config.namespace, uid: config.uid, attempt: config.attempt },
    hostname: config.hostname,
    logDirectory: config.logDirectory,
    dnsConfig: config.dns && {
      servers: config.dns.servers,
      searches: config.dns.searches,
      options: config.dns.options,
    },
    portMappings: config.portMappings.map((port) => ({
      protocol: port.protocol,
      containerPort: port.containerPort,
      hostPort: port.hostPort,
      hostIp: port.hostIP,
    })),
    labels: config.labels,
    annotations: config.annotations,
    linux: {
      cgroupParent: config.cgroupParent,
      sysctls: config.sysctls,
      securityContext: defined({
        namespaceOptions: namespaceOptions(config),
        runAsUser: int64(security.runAsUser),
        runAsGroup: int64(security.runAsGroup),
        supplementalGroups: security.supplementalGroups,
        supplementalGroupsPolicy: security.supplementalGroupsPolicy,
        privileged: security.privileged,
        readonlyRootfs: security.readonlyRootfs,
        seccomp: seccomp(security.seccomp),
      }),
    },
  });
}

export function writeResources(resources: LinuxResources): object {
  return defined({
    cpuShares: resources.cpuShares,
    cpuQuota: resources.cpuQuota,
    cpuPeriod: resources.cpuPeriod,
    memoryLimitInBytes: resources.memoryLimitBytes,
    oomScoreAdj: resources.oomScoreAdj,
    unified: resources.unified,
  });
}

function writeSecurity(config: ContainerConfig, sandbox: SandboxConfig): object {
  const { security } = config;
  return defined({
    namespaceOptions: namespaceOptions(sandbox, config.pidTargetId),
    privileged: security.privileged,
    runAsUser: int64(security.runAsUser),
    runAsUsername: security.runAsUsername,
    runAsGroup: int64(security.runAsGroup),
    supplementalGroups: security.supplementalGroups,
    supplementalGroupsPolicy: security.supplementalGroupsPolicy,
    readonlyRootfs: security.readonlyRootfs,
    noNewPrivs: security.noNewPrivileges,
    capabilities: { addCapabilities: security.addCapabilities, dropCapabilities: security.dropCapabilities },
    maskedPaths: security.maskedPaths,
    readonlyPaths: security.readonlyPaths,
    seccomp: seccomp(security.seccomp),
  });
}

export function writeContainerConfig(config: ContainerConfig, sandbox: SandboxConfig): object {
  return {
    metadata: { name: config.name, attempt: config.attempt },
    image: { image: config.imageRef, userSpecifiedImage: config.image },
    command: config.command,
    args: config.args,
    workingDir: config.workingDir,
    envs: config.env.map(({ name, value }) => ({ key: name, value: Buffer.from(value) })),
    mounts: config.mounts.map((mount) => ({
      containerPath: mount.containerPath,
      hostPath: mount.hostPath,
      readonly: mount.readonly,
      recursiveReadOnly: mount.recursiveReadOnly,
      propagation: propagation[mount.propagation],
    })),
    devices: config.devices,
    labels: config.labels,
    annotations: config.annotations,
    logPath: config.logPath,
    stdin: config.stdin,
    stdinOnce: config.stdinOnce,
    tty: config.tty,
    linux: { resources: writeResources(config.resources), securityContext: writeSecurity(config, sandbox) },
  };
}
