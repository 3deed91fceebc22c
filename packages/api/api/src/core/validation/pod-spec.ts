/** Validation of a pod spec, in a Pod or in a template. */
import { repeats } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import type { ObjectMeta } from '@kubets/machinery/meta';
import { validateLabels } from '@kubets/machinery/names';
import type { PodResourceClaim, PodSpec } from '../../generated/core/v1.ts';
import { affinity } from './affinity.ts';
import { closed, type Found, label, optionalSubdomain, qualified, required, subdomain, within } from './checks.ts';
import { allContainers } from './containers.ts';
import { dnsConfig, dnsPolicy, hostAliases } from './dns.ts';
import { overhead, podLevelResources } from './resources.ts';
import { schedulingGates, tolerations, topologySpread } from './scheduling.ts';
import { podSecurityContext } from './security-context.ts';
import { volumesOf } from './volumes.ts';
import { hostProcesses, operatingSystem } from './windows.ts';

export interface PodSpecRules {
  /** Whether the spec belongs to a pod. Some rules do not apply to templates. */
  readonly inPod: boolean;
  readonly meta?: ObjectMeta | undefined;
}

const noClaims: ReadonlySet<string> = new Set();

function resourceClaims(found: Found, path: string, claims: readonly PodResourceClaim[]): void {
  const isAgain = repeats<string>();
  claims.forEach((claim, index) => {
    const at = `${path}[${index}]`;
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (required(found, `${at}.name`, name)) {
      if (isAgain(name)) found.push(fieldError.duplicate(`${at}.name`, name));
      else label(found, `${at}.name`, name);
    }
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) {
      const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
      found.push(fieldError.invalid(at, claim, detail));
    }
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) {
      const detail = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';
      found.push(fieldError.invalid(at, claim, detail));
    }
    if (resourceClaimName !== undefined) subdomain(found, `${at}.resourceClaimName`, resourceClaimName);
    if (resourceClaimTemplateName !== undefined) {
      subdomain(found, `${at}.resourceClaimTemplateName`, resourceClaimTemplateName);
    }
  });
}

function hostNetworkPorts(found: Found, path: string, spec: PodSpec, inPod: boolean): void {
  if (!spec.hostNetwork) return;
  spec.containers.forEach((container, index) => {
    container.ports?.forEach(({ hostPort = 0, containerPort }, at) => {
      // A template may omit the host port, because pod defaulting sets it.
      if (hostPort === containerPort || (!inPod && hostPort === 0)) return;
      const detail = 'must match `containerPort` when `hostNetwork` is true';
      found.push(fieldError.invalid(`${path}.containers[${index}].ports[${at}].hostPort`, hostPort, detail));
    });
  });
}

function ownUsers(found: Found, path: string, spec: PodSpec): void {
  if (spec.hostUsers !== false) return;
  for (const [field, shown] of [
    ['hostNetwork', 'hostNetwork'],
    ['hostPID', 'HostPID'],
    ['hostIPC', 'HostIPC'],
  ] as const) {
    if (spec[field]) found.push(fieldError.forbidden(`${path}.${shown}`, 'when `pod.Spec.HostUsers` is false'));
  }
}

function hostname(found: Found, path: string, spec: PodSpec): void {
  if (spec.hostname) label(found, `${path}.hostname`, spec.hostname);
  if (spec.subdomain) label(found, `${path}.subdomain`, spec.subdomain);
  if (spec.hostnameOverride === undefined) return;
  const at = `${path}.hostnameOverride`;
  if (spec.setHostnameAsFQDN) {
    const detail = 'cannot set hostnameOverride when setHostnameAsFQDN is true';
    found.push(fieldError.invalid(at, spec.hostnameOverride, detail));
  }
  if (spec.hostNetwork) {
    found.push(fieldError.invalid(at, spec.hostnameOverride, 'cannot set hostnameOverride when hostNetwork is true'));
  }
  if (spec.hostnameOverride.length > 64) found.push(fieldError.tooLong(at, 64));
  subdomain(found, at, spec.hostnameOverride);
}

/** Validates the scheduling fields. */
function placement(found: Found, path: string, spec: PodSpec): void {
  found.push(...validateLabels(spec.nodeSelector, `${path}.nodeSelector`));
  affinity(found, `${path}.affinity`, spec.affinity);
  schedulingGates(found, `${path}.schedulingGates`, spec.schedulingGates);
  topologySpread(found, `${path}.topologySpreadConstraints`, spec.topologySpreadConstraints);
  optionalSubdomain(found, `${path}.nodeName`, spec.nodeName);
  tolerations(found, `${path}.tolerations`, spec.tolerations);
  optionalSubdomain(found, `${path}.priorityClassName`, spec.priorityClassName);
  if (spec.preemptionPolicy !== undefined) {
    closed(found, `${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']);
  }
}

/** Appends all errors of a spec at `path`. */
export function podSpec(found: Found, path: string, spec: PodSpec, { inPod, meta }: PodSpecRules): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    found.push(fieldError.required(`${path}.terminationGracePeriodSeconds`));
  }
  const volumes = volumesOf(found, `${path}.volumes`, spec.volumes, { inPod, meta });
  const claims = spec.resourceClaims ?? [];
  const claimNames = claims.length === 0 ? noClaims : new Set(claims.map(({ name }) => name));
  resourceClaims(found, `${path}.resourceClaims`, claims);
  allContainers(found, path, { spec, volumes, claimNames });
  podLevelResources(found, `${path}.resources`, spec);
  hostNetworkPorts(found, path, spec, inPod);
  closed(found, `${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  dnsPolicy(found, `${path}.dnsPolicy`, spec.dnsPolicy);
  podSecurityContext(found, `${path}.securityContext`, spec);
  dnsConfig(found, `${path}.dnsConfig`, spec.dnsConfig, spec.dnsPolicy ?? '');
  spec.readinessGates?.forEach(({ conditionType }, index) => {
    qualified(found, `${path}.readinessGates[${index}].conditionType`, conditionType);
  });
  placement(found, path, spec);
  hostProcesses(found, path, spec);
  ownUsers(found, path, spec);
  optionalSubdomain(found, `${path}.serviceAccountName`, spec.serviceAccountName);
  within(found, `${path}.activeDeadlineSeconds`, spec.activeDeadlineSeconds, 1, 2 ** 31 - 1);
  hostname(found, path, spec);
  hostAliases(found, `${path}.hostAliases`, spec.hostAliases);
  if (spec.runtimeClassName !== undefined) subdomain(found, `${path}.runtimeClassName`, spec.runtimeClassName);
  if (spec.overhead !== undefined) overhead(found, `${path}.overhead`, spec.overhead);
  operatingSystem(found, path, spec);
}
