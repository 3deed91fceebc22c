/** Validation of security contexts, except Windows options. */
import { fieldError } from '@kubets/machinery/field-error';
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from '../../generated/core/v1.ts';
import { among, type Found, idNumber, required } from './checks.ts';
import { localDescendingPath } from './paths.ts';
import { windowsOptions } from './windows.ts';

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function seccomp(found: Found, path: string, profile: SeccompProfile | undefined): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile as { type: string; localhostProfile?: string };
  if (type === '') found.push(fieldError.required(`${path}.type`, 'type is required when seccompProfile is set'));
  else among(found, `${path}.type`, type, profileTypes);
  const at = `${path}.localhostProfile`;
  if (type !== 'Localhost') {
    if (localhostProfile !== undefined) {
      found.push(fieldError.invalid(at, profile, 'can only be set when seccomp type is Localhost'));
    }
  } else if (localhostProfile === undefined) {
    found.push(fieldError.required(at, 'must be set when seccomp type is Localhost'));
  } else localDescendingPath(found, at, localhostProfile);
}

function appArmor(found: Found, path: string, profile: AppArmorProfile | undefined): void {
  if (profile === undefined) return;
  const { type, localhostProfile } = profile as { type: string; localhostProfile?: string };
  const at = `${path}.localhostProfile`;
  if (type === '') {
    found.push(fieldError.required(`${path}.type`, 'type is required when appArmorProfile is set'));
  } else if (type !== 'Localhost') {
    among(found, `${path}.type`, type, profileTypes);
    if (localhostProfile !== undefined && profileTypes.includes(type)) {
      found.push(fieldError.invalid(at, localhostProfile, 'can only be set when AppArmor type is Localhost'));
    }
  } else if (!localhostProfile) {
    found.push(fieldError.required(at, 'must be set when AppArmor type is Localhost'));
  } else {
    if (localhostProfile.trim() !== localhostProfile) {
      found.push(fieldError.invalid(at, localhostProfile, 'must not be padded with whitespace'));
    }
    if (localhostProfile.length > 4095) found.push(fieldError.tooLong(at, 4095));
  }
}

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = `^(${segment}[\\./])*${segment}$`;

/** Checks a name in one pass, because the pattern above would backtrack on hostile names. */
function isSysctlName(name: string): boolean {
  return name.length <= 253 && name.split(/[./]/).every((part) => /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/.test(part));
}

function sysctls(found: Found, path: string, list: readonly Sysctl[], spec: PodSpec): void {
  const seen = new Set<string>();
  list.forEach(({ name }, index) => {
    const at = `${path}[${index}].name`;
    if (required(found, at, name)) {
      if (!isSysctlName(name)) {
        const detail = `must have at most 253 characters and match regex ${sysctlPattern}`;
        found.push(fieldError.invalid(at, name, detail));
      } else if (seen.has(name)) found.push(fieldError.duplicate(at, name));
    }
    seen.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork && dotted.startsWith('net.')) {
      found.push(fieldError.invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    }
    const ipc = dotted.startsWith('kernel.shm') || dotted.startsWith('kernel.msg') || dotted.startsWith('fs.mqueue.');
    if (spec.hostIPC && (ipc || dotted === 'kernel.sem')) {
      found.push(fieldError.invalid(at, name, "may not be specified when 'hostIPC' is true"));
    }
  });
}

export function podSecurityContext(found: Found, path: string, spec: PodSpec): void {
  const context: PodSecurityContext = spec.securityContext ?? {};
  idNumber(found, `${path}.fsGroup`, context.fsGroup);
  idNumber(found, `${path}.runAsUser`, context.runAsUser);
  idNumber(found, `${path}.runAsGroup`, context.runAsGroup);
  context.supplementalGroups?.forEach((group, index) => {
    idNumber(found, `${path}.supplementalGroups[${index}]`, group);
  });
  if (spec.shareProcessNamespace && spec.hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    found.push(fieldError.invalid(`${path}.shareProcessNamespace`, true, detail));
  }
  if (context.sysctls !== undefined) sysctls(found, `${path}.sysctls`, context.sysctls, spec);
  among(found, `${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  seccomp(found, `${path}.seccompProfile`, context.seccompProfile);
  windowsOptions(found, `${path}.windowsOptions`, context.windowsOptions);
  appArmor(found, `${path}.appArmorProfile`, context.appArmorProfile);
  among(found, `${path}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  among(found, `${path}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['MountOption', 'Recursive']);
}

/** `hostUsers`: whether the pod uses the host's user namespace. */
export function containerSecurityContext(
  found: Found,
  path: string,
  context: SecurityContext | undefined,
  hostUsers: boolean,
): void {
  if (context === undefined) return;
  idNumber(found, `${path}.runAsUser`, context.runAsUser);
  idNumber(found, `${path}.runAsGroup`, context.runAsGroup);
  among(found, `${path}.procMount`, context.procMount, ['Default', 'Unmasked']);
  if (hostUsers && context.procMount === 'Unmasked') {
    found.push(fieldError.invalid(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`'));
  }
  seccomp(found, `${path}.seccompProfile`, context.seccompProfile);
  if (context.allowPrivilegeEscalation === false) {
    const cannot = 'cannot set `allowPrivilegeEscalation` to false and';
    if (context.privileged) found.push(fieldError.invalid(path, context, `${cannot} \`privileged\` to true`));
    for (const capability of context.capabilities?.add ?? []) {
      if (capability !== 'CAP_SYS_ADMIN') continue;
      found.push(fieldError.invalid(path, context, `${cannot} \`capabilities.Add\` CAP_SYS_ADMIN`));
    }
  }
  windowsOptions(found, `${path}.windowsOptions`, context.windowsOptions);
  appArmor(found, `${path}.appArmorProfile`, context.appArmorProfile);
}
