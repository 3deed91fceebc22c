/** Validation of a pod's status. */
import { repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain, qualifiedName } from '@kubets/machinery/names';
import { parseIp, validateLegacyIp } from '@kubets/machinery/values';
import type { ContainerStatus, Pod } from '../../generated/core/v1.ts';
import { type Found, invalidFor } from './checks.ts';
import { podAnnotationUpdates } from './pod-annotations.ts';

const loose = { strict: false };
const none: readonly never[] = [];

/** A terminated container that is not restarted must stay terminated. */
function stateTransitions(
  found: Found,
  path: string,
  next: readonly ContainerStatus[] = none,
  old: readonly ContainerStatus[] = none,
  mayRestart: (status: ContainerStatus) => boolean,
): void {
  // Of several containers with the same name, the first counts.
  const byName = new Map(next.toReversed().map((each) => [each.name, each]));
  old.forEach((before, index) => {
    if (before.state?.terminated === undefined || mayRestart(before)) return;
    const now = byName.get(before.name);
    if (now === undefined || now.state?.terminated !== undefined) return;
    found.push(fieldError.forbidden(`${path}[${index}].state`, 'may not be transitioned to non-terminated state'));
  });
}

function transitions(found: Found, next: Pod, old: Pod): void {
  const policy = old.spec?.restartPolicy;
  const own = new Map(
    [...(old.spec?.containers ?? none), ...(old.spec?.initContainers ?? none)].map((each) => [each.name, each]),
  );
  const mayRestart = (status: ContainerStatus): boolean => {
    const container = own.get(status.name);
    if (container?.restartPolicyRules?.length) return true;
    const rule = container?.restartPolicy ?? policy;
    return rule === 'Always' || (rule === 'OnFailure' && status.state?.terminated?.exitCode !== 0);
  };
  for (const list of ['containerStatuses', 'initContainerStatuses'] as const) {
    const restarts = policy === 'Always' ? () => true : mayRestart;
    stateTransitions(found, `status.${list}`, next.status?.[list], old.status?.[list], restarts);
  }
  const ephemeral = 'ephemeralContainerStatuses';
  stateTransitions(found, `status.${ephemeral}`, next.status?.[ephemeral], old.status?.[ephemeral], () => false);
}

function addresses(found: Found, path: string, list: readonly { readonly ip: string }[]): void {
  list.forEach(({ ip }, index) => {
    found.push(...validateLegacyIp(ip, `${path}[${index}]`, loose));
  });
  if (list.length < 2) return;
  const families = new Set(list.map(({ ip }) => parseIp(ip, { sloppy: true })?.version));
  if (families.size < 2 || list.length > 2) {
    found.push(fieldError.invalid(path, list, 'may specify no more than one IP for each IP family'));
  }
  const isAgain = repeats<string>();
  list.forEach((each, index) => {
    if (isAgain(each.ip)) found.push(fieldError.duplicate(`${path}[${index}]`, each));
  });
}

const systemConditions: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

export function validatePodStatusUpdate(next: Pod, old: Pod): readonly FieldError[] {
  const found: FieldError[] = [];
  const status = next.status ?? {};
  podAnnotationUpdates(found, 'metadata.annotations', next.metadata?.annotations, old.metadata?.annotations);
  status.conditions?.forEach(({ type }, index) => {
    if (systemConditions.has(type)) return;
    // The path is the same as upstream's, although it is not a valid field path.
    invalidFor(found, `metadata.conditions[${index}].Type`, type, qualifiedName(type));
  });
  const nominated = status.nominatedNodeName;
  if (nominated && nominated !== old.status?.nominatedNodeName) {
    invalidFor(found, 'status.nominatedNodeName', nominated, dns1123Subdomain(nominated));
  }
  if ((status.qosClass ?? '') !== (old.status?.qosClass ?? '')) {
    found.push(fieldError.invalid('status.qosClass', status.qosClass ?? '', 'field is immutable'));
  }
  transitions(found, next, old);
  addresses(found, 'status.podIPs', status.podIPs ?? none);
  const first = status.hostIPs?.[0]?.ip;
  if (first !== undefined && first !== (status.hostIP ?? '')) {
    found.push(fieldError.invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`'));
  }
  addresses(found, 'status.hostIPs', status.hostIPs ?? none);
  return found;
}
