/** Validation of Windows options, and of fields that an operating system excludes. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, utf8Length } from '@kubets/machinery/names';
import type { PodSpec, WindowsSecurityContextOptions } from '../../generated/core/v1.ts';
import { type Found, invalidFor } from './checks.ts';
import { visitContainers } from './visit-containers.ts';

const maxCredentialSpecBytes = 64 * 1024;
const controlCharacters = /\p{Cc}/u;
const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainLabel = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const badUserCharacters = /["/\\:;|=,+*?<>@[\]]/;

/** The error of a `DOMAIN\user` name. */
function userNameProblems(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (controlCharacters.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const user = parts[parts.length - 1] ?? '';
  const found: string[] = [];
  if (domain !== undefined) {
    if (domain.length >= 256) found.push("runAsUserName's Domain length must be under 256 characters");
    if (!netBiosName.test(domain) && !domain.split('.').every((part) => domainLabel.test(part))) {
      found.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') found.push("runAsUserName's User cannot be empty");
  else if (user.length > 104) found.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) found.push("runAsUserName's User cannot contain only periods or spaces");
  if (badUserCharacters.test(user)) {
    found.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return found;
}

export function windowsOptions(found: Found, path: string, options: WindowsSecurityContextOptions | undefined): void {
  if (options === undefined) return;
  const { gmsaCredentialSpecName, gmsaCredentialSpec, runAsUserName } = options;
  if (gmsaCredentialSpecName !== undefined) {
    const messages = dns1123Subdomain(gmsaCredentialSpecName);
    invalidFor(found, `${path}.gmsaCredentialSpecName`, gmsaCredentialSpecName, messages);
  }
  if (gmsaCredentialSpec !== undefined) {
    const at = `${path}.gmsaCredentialSpec`;
    if (gmsaCredentialSpec === '') {
      found.push(fieldError.invalid(at, '', 'gmsaCredentialSpec cannot be an empty string'));
    } else if (utf8Length(gmsaCredentialSpec) > maxCredentialSpecBytes) {
      found.push(fieldError.invalid(at, gmsaCredentialSpec, 'gmsaCredentialSpec size must be under 64 KiB'));
    }
  }
  if (runAsUserName !== undefined) {
    invalidFor(found, `${path}.runAsUserName`, runAsUserName, userNameProblems(runAsUserName));
  }
}

/** Either all containers of a pod are host processes, or none. */
export function hostProcesses(found: Found, path: string, spec: PodSpec): void {
  const own = spec.securityContext?.windowsOptions?.hostProcess;
  let total = 0;
  let hosted = 0;
  visitContainers(spec, path, ({ securityContext }, at) => {
    const theirs = securityContext?.windowsOptions?.hostProcess;
    total += 1;
    if (theirs ?? own) hosted += 1;
    if (own === undefined || theirs === undefined || own === theirs) return;
    const detail = `pod hostProcess value must be identical if both are specified, was ${own}`;
    found.push(fieldError.invalid(`${at}.securityContext.windowsOptions.hostProcess`, theirs, detail));
  });
  if (hosted === 0) return;
  if (hosted !== total) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    found.push(fieldError.invalid(path, '', detail));
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    found.push(fieldError.invalid(`${path}.hostNetwork`, false, detail));
  }
}

const notOnWindows = {
  pod: ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'],
  podContext: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'fsGroup',
    'fsGroupChangePolicy',
    'sysctls',
    'runAsUser',
    'runAsGroup',
    'supplementalGroups',
    'supplementalGroupsPolicy',
    'seLinuxChangePolicy',
  ],
  context: [
    'appArmorProfile',
    'seLinuxOptions',
    'seccompProfile',
    'capabilities',
    'readOnlyRootFilesystem',
    'privileged',
    'allowPrivilegeEscalation',
    'procMount',
    'runAsUser',
    'runAsGroup',
  ],
} as const;

function refuse(found: Found, path: string, object: object | undefined, names: readonly string[]): void {
  for (const name of names) {
    const value = (object as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (value === undefined || (value === false && (name === 'hostPID' || name === 'hostIPC'))) continue;
    found.push(fieldError.forbidden(`${path}.${name}`, 'cannot be set for a windows pod'));
  }
}

/** Validates `spec.os` and the fields that it excludes. */
export function operatingSystem(found: Found, path: string, spec: PodSpec): void {
  if (spec.os === undefined) return;
  const name: string = spec.os.name;
  if (name === '') found.push(fieldError.required(`${path}.os.name`, 'cannot be empty'));
  else if (name === 'windows') {
    refuse(found, `${path}.securityContext`, spec.securityContext, notOnWindows.podContext);
    refuse(found, path, spec, notOnWindows.pod);
    visitContainers(spec, path, ({ securityContext }, at) => {
      refuse(found, `${at}.securityContext`, securityContext, notOnWindows.context);
    });
  } else if (name === 'linux') {
    const detail = 'windows options cannot be set for a linux pod';
    const check = (context: WithWindowsOptions | undefined, at: string): void => {
      if (context?.windowsOptions === undefined) return;
      found.push(fieldError.forbidden(`${at}.securityContext.windowsOptions`, detail));
    };
    check(spec.securityContext, path);
    visitContainers(spec, path, ({ securityContext }, at) => {
      check(securityContext, at);
    });
  } else found.push(fieldError.notSupported(`${path}.os`, name, ['linux', 'windows']));
}

interface WithWindowsOptions {
  readonly windowsOptions?: WindowsSecurityContextOptions;
}
