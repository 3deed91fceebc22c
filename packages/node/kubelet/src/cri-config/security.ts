/** Security contexts: what a container may do, and what the kubelet refuses to start. Pure. */
import type { Pod, SeccompProfile } from '@kubets/api';
import type { ContainerSecurity, ImageInfo, SandboxSecurity } from '@kubets/cri/runtime';
import type { AnyContainer } from '../pod/containers.ts';
import { identityOf, podFullName } from '../pod/keys.ts';
import { ContainerConfigError } from './objects.ts';

const maskedPaths = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
];

const readonlyPaths = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

function seccompOf(profile: SeccompProfile | undefined, privileged: boolean): NonNullable<SandboxSecurity['seccomp']> {
  const { type = 'Unconfined', localhostProfile } = privileged ? {} : (profile ?? {});
  if (type === 'Localhost' && localhostProfile)
    return { type, localhostRef: `/var/lib/kubelet/seccomp/${localhostProfile}` };
  return { type: type === 'RuntimeDefault' ? type : 'Unconfined' };
}

const has = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

/** Groups of the pod's processes: its own and the one that owns its volumes. */
function groups(pod: Pod): readonly number[] {
  const { supplementalGroups = [], fsGroup } = pod.spec?.securityContext ?? {};
  return fsGroup === undefined ? supplementalGroups : [...new Set([...supplementalGroups, fsGroup])];
}

export function sandboxSecurity(pod: Pod): SandboxSecurity {
  const context = pod.spec?.securityContext ?? {};
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const privileged = containers.some(({ securityContext }) => securityContext?.privileged);
  return {
    ...has('runAsUser', context.runAsUser),
    ...has('runAsGroup', context.runAsGroup),
    supplementalGroups: groups(pod),
    supplementalGroupsPolicy: context.supplementalGroupsPolicy ?? 'Merge',
    privileged,
    readonlyRootfs: false,
    seccomp: seccompOf(context.seccompProfile, privileged),
  };
}

export function containerSecurity(pod: Pod, container: AnyContainer, image: ImageInfo): ContainerSecurity {
  const own = container.securityContext ?? {};
  const shared = pod.spec?.securityContext ?? {};
  const privileged = own.privileged ?? false;
  const runAsUser = own.runAsUser ?? shared.runAsUser;
  const unmasked = privileged || own.procMount === 'Unmasked';
  // Without a user of the spec's, the image's own: by number where it has one.
  const user = runAsUser ?? image.uid;
  return {
    privileged,
    ...has('runAsUser', user),
    ...(user === undefined && image.username !== '' ? { runAsUsername: image.username } : {}),
    ...has('runAsGroup', own.runAsGroup ?? shared.runAsGroup),
    supplementalGroups: groups(pod),
    supplementalGroupsPolicy: shared.supplementalGroupsPolicy ?? 'Merge',
    readonlyRootfs: own.readOnlyRootFilesystem ?? false,
    noNewPrivileges: own.allowPrivilegeEscalation === false,
    addCapabilities: own.capabilities?.add ?? [],
    dropCapabilities: own.capabilities?.drop ?? [],
    maskedPaths: unmasked ? [] : maskedPaths,
    readonlyPaths: unmasked ? [] : readonlyPaths,
    seccomp: seccompOf(own.seccompProfile ?? shared.seccompProfile, privileged),
  };
}

/** Rejects a container with runAsNonRoot that would or could run as root. */
export function verifyRunAsNonRoot(pod: Pod, container: AnyContainer, image: ImageInfo): void {
  const own = container.securityContext ?? {};
  const shared = pod.spec?.securityContext ?? {};
  if (!(own.runAsNonRoot ?? shared.runAsNonRoot)) return;
  const where = `(pod: "${podFullName(identityOf(pod))}", container: ${container.name})`;
  const user = own.runAsUser ?? shared.runAsUser;
  if (user === 0) throw new ContainerConfigError(`container's runAsUser breaks non-root policy ${where}`);
  if (user !== undefined) return;
  if (image.uid === 0 || (image.uid === undefined && image.username === ''))
    throw new ContainerConfigError(`container has runAsNonRoot and image will run as root ${where}`);
  if (image.uid === undefined)
    throw new ContainerConfigError(
      `container has runAsNonRoot and image has non-numeric user (${image.username}), cannot verify user is non-root ${where}`,
    );
}
