/** Checks of privileges: privileged containers, capabilities, privilege escalation. */
import {
  type AnyContainer,
  type CheckPod,
  containersOf,
  exceptOnWindows,
  namedContainers,
  namesWhere,
  type PodSecurityCheck,
  quotedList,
  sorted,
} from '../check.ts';

const privileged: CheckPod = (pod) => {
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: 'privileged', detail: `${namedContainers(names)} must not set securityContext.privileged=true` };
};

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** The text about added capabilities; undefined if all are allowed. */
function addedCapabilities(
  pod: Parameters<CheckPod>[0],
  isAllowed: (capability: string) => boolean,
): string | undefined {
  const forbidden = ({ securityContext }: AnyContainer): readonly string[] =>
    (securityContext?.capabilities?.add ?? []).filter((capability) => !isAllowed(capability));
  const names = namesWhere(pod, (container) => forbidden(container).length > 0);
  if (names.length === 0) return undefined;
  const all = sorted(containersOf(pod).flatMap(forbidden));
  return `${namedContainers(names)} must not include ${quotedList(all)} in securityContext.capabilities.add`;
}

const baselineCapabilities: CheckPod = (pod) => {
  const detail = addedCapabilities(pod, (capability) => defaultCapabilities.has(capability));
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail };
};

const restrictedCapabilities: CheckPod = (pod) => {
  const missing = namesWhere(
    pod,
    ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'),
  );
  const details = [
    ...(missing.length === 0 ? [] : [`${namedContainers(missing)} must set securityContext.capabilities.drop=["ALL"]`]),
    addedCapabilities(pod, (capability) => capability === 'NET_BIND_SERVICE') ?? [],
  ].flat();
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const escalation: CheckPod = (pod) => {
  const names = namesWhere(pod, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (names.length === 0) return undefined;
  return {
    reason: 'allowPrivilegeEscalation != false',
    detail: `${namedContainers(names)} must set securityContext.allowPrivilegeEscalation=false`,
  };
};

export const privilegeChecks: readonly PodSecurityCheck[] = [
  { id: 'privileged', level: 'baseline', revisions: [{ since: 0, check: privileged }] },
  { id: 'capabilities_baseline', level: 'baseline', revisions: [{ since: 0, check: baselineCapabilities }] },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    revisions: [
      { since: 22, check: restrictedCapabilities, replaces: 'capabilities_baseline' },
      { since: 25, check: exceptOnWindows(restrictedCapabilities), replaces: 'capabilities_baseline' },
    ],
  },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    revisions: [
      { since: 8, check: escalation },
      { since: 25, check: exceptOnWindows(escalation) },
    ],
  },
];
