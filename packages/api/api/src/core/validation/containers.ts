/** Validation of a pod's containers: regular, init (including sidecars) and ephemeral containers. */
import { repeats } from '@kubets/base';
import { fieldError } from '@kubets/machinery/field-error';
import type { Container, ContainerRestartRule, EphemeralContainer, PodSpec } from '../../generated/core/v1.ts';
import { among, closed, type Found, label, required } from './checks.ts';
import { environment, environmentFrom, type VolumesByName } from './environment.ts';
import { volumeDevices, volumeMounts } from './mounts.ts';
import { containerPorts, uniqueHostPorts } from './ports.ts';
import { hooksAndProbes } from './probes.ts';
import { containerResources } from './resources.ts';
import { containerSecurityContext } from './security-context.ts';

/** The properties of the pod that container validation needs. */
export interface PodSurroundings {
  readonly spec: PodSpec;
  readonly volumes: VolumesByName;
  readonly claimNames: ReadonlySet<string>;
}

function resizePolicy(found: Found, path: string, container: Container, podRestartPolicy: string | undefined): void {
  const isAgain = repeats<string>();
  container.resizePolicy?.forEach(({ resourceName, restartPolicy }, index) => {
    if (isAgain(resourceName)) {
      found.push(fieldError.duplicate(`${path}[${index}]`, resourceName));
    }
    closed(found, path, resourceName, ['cpu', 'memory']);
    closed(found, path, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when `restartPolicy` is 'Never'";
      found.push(fieldError.invalid(path, restartPolicy, detail));
    }
  });
}

/** Checks that apply to all containers. */
function common(found: Found, path: string, container: Container, pod: PodSurroundings): void {
  if (required(found, `${path}.name`, container.name)) label(found, `${path}.name`, container.name);
  required(found, `${path}.image`, container.image);
  closed(found, `${path}.terminationMessagePolicy`, container.terminationMessagePolicy, [
    'File',
    'FallbackToLogsOnError',
  ]);
  containerPorts(found, `${path}.ports`, container.ports);
  environment(found, `${path}.env`, container.env, pod.volumes);
  environmentFrom(found, `${path}.envFrom`, container.envFrom);
  if (container.volumeMounts !== undefined) volumeMounts(found, `${path}.volumeMounts`, container, pod.volumes);
  if (container.volumeDevices !== undefined) volumeDevices(found, `${path}.volumeDevices`, container, pod.volumes);
  closed(found, `${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']);
  containerResources(found, `${path}.resources`, container.resources, pod.claimNames);
  resizePolicy(found, `${path}.resizePolicy`, container, pod.spec.restartPolicy);
  const hostUsers = pod.spec.hostUsers !== false;
  containerSecurityContext(found, `${path}.securityContext`, container.securityContext, hostUsers);
}

function restartRule(found: Found, path: string, rule: ContainerRestartRule): void {
  if (rule.action !== 'Restart') found.push(fieldError.notSupported(`${path}.action`, rule.action, ['Restart']));
  if (rule.exitCodes === undefined) {
    found.push(fieldError.required(`${path}.exitCodes`, 'must be specified'));
    return;
  }
  const { operator, values = [] } = rule.exitCodes;
  among(found, `${path}.exitCodes.operator`, operator, ['In', 'NotIn']);
  if (values.length > 255) found.push(fieldError.tooMany(`${path}.exitCodes.values`, values.length, 255));
}

/** Validates a container's restart policy and restart rules. */
function restarts(found: Found, path: string, container: Container): void {
  const rules = container.restartPolicyRules ?? [];
  among(found, `${path}.restartPolicy`, container.restartPolicy, ['Always', 'Never', 'OnFailure']);
  if (rules.length > 0 && container.restartPolicy === undefined) {
    const detail = 'must specify restartPolicy when restart rules are used';
    found.push(fieldError.required(`${path}.restartPolicy`, detail));
  }
  if (rules.length > 20) found.push(fieldError.tooMany(`${path}.restartPolicyRules`, rules.length, 20));
  rules.forEach((rule, index) => {
    restartRule(found, `${path}.restartPolicyRules[${index}]`, rule);
  });
}

function regular(found: Found, path: string, pod: PodSurroundings): void {
  const { containers } = pod.spec;
  if (containers.length === 0) found.push(fieldError.required(path));
  const isTaken = repeats<string>();
  containers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    common(found, at, container, pod);
    if (isTaken(container.name)) found.push(fieldError.duplicate(`${at}.name`, container.name));
    hooksAndProbes(found, at, container, pod.spec.terminationGracePeriodSeconds);
    restarts(found, at, container);
  });
  uniqueHostPorts(found, path, containers);
}

const staying = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function init(found: Found, path: string, pod: PodSurroundings): void {
  const { initContainers = [], containers, terminationGracePeriodSeconds } = pod.spec;
  if (initContainers.length === 0) return;
  const regularNames = new Set(containers.map(({ name }) => name));
  const isTaken = repeats<string>();
  initContainers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    common(found, at, container, pod);
    restarts(found, at, container);
    const { name } = container;
    const again = isTaken(name);
    if (regularNames.has(name) || (name !== '' && again)) {
      found.push(fieldError.duplicate(`${at}.name`, name));
    }
    uniqueHostPorts(found, path, [container]);
    if (container.restartPolicy === 'Always') {
      hooksAndProbes(found, at, container, terminationGracePeriodSeconds);
      return;
    }
    for (const field of staying) {
      if (container[field] === undefined) continue;
      const detail = 'may not be set for init containers without restartPolicy=Always';
      found.push(fieldError.forbidden(`${at}.${field}`, detail));
    }
  });
}

const notEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

const isSet = (value: unknown): boolean =>
  value !== undefined && (typeof value !== 'object' || value === null || Object.keys(value).length > 0);

function ephemeralFields(found: Found, path: string, container: EphemeralContainer): void {
  const refuse = (field: string): void => {
    found.push(fieldError.forbidden(`${path}.${field}`, 'cannot be set for an Ephemeral Container'));
  };
  for (const field of notEphemeral) if (isSet(container[field])) refuse(field);
  container.volumeMounts?.forEach((mount, index) => {
    for (const field of ['subPath', 'subPathExpr'] as const) {
      if (mount[field]) refuse(`volumeMounts[${index}].${field}`);
    }
  });
}

function ephemeral(found: Found, path: string, pod: PodSurroundings): void {
  const { ephemeralContainers = [], containers, initContainers = [] } = pod.spec;
  const others = new Set([...containers, ...initContainers].map(({ name }) => name));
  const isTaken = repeats<string>();
  ephemeralContainers.forEach((container, index) => {
    const at = `${path}[${index}]`;
    const { name, targetContainerName } = container;
    common(found, at, container, pod);
    paddedImage(found, at, container);
    const again = isTaken(name);
    if (others.has(name) || again) {
      found.push(fieldError.duplicate(`${at}.name`, name));
    }
    if (targetContainerName && !others.has(targetContainerName)) {
      found.push(fieldError.notFound(`${at}.targetContainerName`, targetContainerName));
    }
    ephemeralFields(found, at, container);
  });
}

/** Pod templates may have such images, pods may not. */
export function paddedImage(found: Found, path: string, { image = '' }: Container): void {
  if (image.trim() === image) return;
  found.push(fieldError.invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
}

/** `path`: the path of the pod spec. */
export function allContainers(found: Found, path: string, pod: PodSurroundings): void {
  regular(found, `${path}.containers`, pod);
  if (pod.spec.initContainers !== undefined) init(found, `${path}.initContainers`, pod);
  if (pod.spec.ephemeralContainers?.length) ephemeral(found, `${path}.ephemeralContainers`, pod);
}
