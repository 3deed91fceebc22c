/** Warnings for pods and pod templates that are valid but likely wrong. */
import { repeats } from '@kubets/base';
import type { ObjectMeta } from '@kubets/machinery/meta';
import { formatQuantity, parseQuantity } from '@kubets/machinery/quantity';
import { ipWarnings } from '@kubets/machinery/values';
import type { Container, ContainerPort, NodeSelectorTerm, PodSpec, Volume } from '../generated/core/v1.ts';
import { unimplementedPodWarnings } from '../unimplemented/pod-fields.ts';
import { visitContainers } from './validation/visit-containers.ts';

const renamed = (since: string, label: string): string => `deprecated since ${since}; use "${label}" instead`;

/** Deprecated node labels and their replacements. */
export const deprecatedNodeLabels: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', renamed('v1.14', 'kubernetes.io/arch')],
  ['beta.kubernetes.io/os', renamed('v1.14', 'kubernetes.io/os')],
  ['failure-domain.beta.kubernetes.io/region', renamed('v1.17', 'topology.kubernetes.io/region')],
  ['failure-domain.beta.kubernetes.io/zone', renamed('v1.17', 'topology.kubernetes.io/zone')],
  ['beta.kubernetes.io/instance-type', renamed('v1.17', 'node.kubernetes.io/instance-type')],
]);

const deprecatedAnnotations: ReadonlyMap<string, string> = new Map([
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
]);

const deprecatedVolumes: Readonly<Partial<Record<keyof Volume, string>>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

type Warnings = string[];

function nodeSelectorTerm(found: Warnings, path: string, term: NodeSelectorTerm | undefined): void {
  term?.matchExpressions?.forEach(({ key }, index) => {
    const message = deprecatedNodeLabels.get(key);
    if (message !== undefined) found.push(`${path}.matchExpressions[${index}].key: ${key} is ${message}`);
  });
}

function placement(found: Warnings, path: string, spec: PodSpec): void {
  for (const key in spec.nodeSelector) {
    const message = deprecatedNodeLabels.get(key);
    if (message !== undefined) found.push(`${path}.nodeSelector[${key}]: ${message}`);
  }
  const nodes = spec.affinity?.nodeAffinity;
  const at = `${path}.affinity.nodeAffinity`;
  nodes?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, index) => {
    const field = 'requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
    nodeSelectorTerm(found, `${at}.${field}[${index}]`, term);
  });
  nodes?.preferredDuringSchedulingIgnoredDuringExecution?.forEach(({ preference }, index) => {
    nodeSelectorTerm(found, `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`, preference);
  });
  spec.topologySpreadConstraints?.forEach(({ topologyKey, labelSelector }, index) => {
    const where = `${path}.topologySpreadConstraints[${index}]`;
    const message = deprecatedNodeLabels.get(topologyKey);
    if (message !== undefined) found.push(`${where}.topologyKey: ${topologyKey} is ${message}`);
    if (labelSelector === undefined) {
      found.push(`${where}.labelSelector: a null labelSelector results in matching no pod`);
    }
  });
}

/** Whether a repeated variable hides the value of the first one. */
function hides(name: string, value: string, fromElsewhere: boolean): boolean {
  const reference = `$(${name})`;
  return fromElsewhere || value === reference || !value.includes(reference);
}

function environment(found: Warnings, path: string, { env = [] }: Container): void {
  const seen = new Set<string>();
  env.forEach(({ name, value = '', valueFrom }, index) => {
    if (seen.has(name) && hides(name, value, valueFrom !== undefined)) {
      const what = JSON.stringify(name);
      found.push(`${path}.env[${index}]: hides previous definition of ${what}, which may be dropped when using apply`);
    }
    seen.add(name);
  });
}

type Amounts = Readonly<Record<string, string | number>> | undefined;

function fractions(found: Warnings, path: string, amounts: Amounts): void {
  for (const name of ['memory', 'ephemeral-storage']) {
    const given = amounts?.[name];
    if (given === undefined) continue;
    const quantity = parseQuantity(given);
    if (quantity.nanos % 1_000_000_000n === 0n) continue;
    const text = JSON.stringify(formatQuantity(quantity));
    found.push(`${path}[${name}]: fractional byte value ${text} is invalid, must be an integer`);
  }
}

/** The maximum number of ports with one number that are compared. */
const maxComparedPorts = 20;
/** Ports are compared until this many warnings, which is more than fits into a response. */
const maxPortWarnings = 200;

interface PlacedPort {
  readonly at: string;
  readonly port: ContainerPort;
}

function overlap({ at, port }: PlacedPort, other: PlacedPort): string | undefined {
  const [ip, otherIp] = [port.hostIP ?? '', other.port.hostIP ?? ''];
  const [number, otherNumber] = [port.hostPort ?? 0, other.port.hostPort ?? 0];
  if (ip === otherIp && number === otherNumber) return `${at}: duplicate port definition with ${other.at}`;
  if (number === 0 || otherNumber === 0) return `${at}: overlapping port definition with ${other.at}`;
  if ((ip === '') === (otherIp === '') || number !== otherNumber) return undefined;
  return `${at}: dangerously ambiguous port definition with ${other.at}`;
}

function ports(found: Warnings, path: string, spec: PodSpec): void {
  const seen = new Map<string, PlacedPort[]>();
  visitContainers(spec, path, (container, where) => {
    container.ports?.forEach((port, index) => {
      const placed = { at: `${where}.ports[${index}]`, port };
      if (port.hostIP && !port.hostPort)
        found.push(`${placed.at}: hostIP set without hostPort: ${JSON.stringify(port)}`);
      if (found.length > maxPortWarnings) return;
      const key = `${port.containerPort}/${port.protocol}`;
      const others = seen.get(key) ?? [];
      for (const other of others) {
        const warning = overlap(placed, other);
        if (warning !== undefined) found.push(warning);
      }
      if (others.length < maxComparedPorts) others.push(placed);
      seen.set(key, others);
    });
  });
}

function repeated(found: Warnings, path: string, what: string, values: readonly string[], field: string): void {
  const isAgain = repeats<string>();
  values.forEach((value, index) => {
    if (isAgain(value)) found.push(`${path}[${index}].${field}: duplicate ${what} ${JSON.stringify(value)}`);
  });
}

/** `prefix`: the path before the pod: empty, or `spec.template.`. */
export function podWarnings(prefix: string, spec: PodSpec | undefined, meta: ObjectMeta | undefined): string[] {
  const found: Warnings = [];
  if (spec === undefined) return found;
  const path = `${prefix}spec`;
  placement(found, path, spec);
  for (const key in meta?.annotations) {
    const message = deprecatedAnnotations.get(key);
    if (message !== undefined) found.push(`${prefix}metadata.annotations[${key}]: ${message}`);
  }
  spec.volumes?.forEach((volume, index) => {
    for (const name in volume) {
      const message = Object.hasOwn(deprecatedVolumes, name) ? deprecatedVolumes[name as keyof Volume] : undefined;
      if (message !== undefined) found.push(`${path}.volumes[${index}].${name}: ${message}`);
    }
  });
  repeated(
    found,
    `${path}.hostAliases`,
    'ip',
    (spec.hostAliases ?? []).map(({ ip }) => ip),
    'ip',
  );
  const secrets = (spec.imagePullSecrets ?? []).map(({ name = '' }) => name);
  repeated(found, `${path}.imagePullSecrets`, 'name', secrets, 'name');
  secrets.forEach((name, index) => {
    if (name === '') found.push(`${path}.imagePullSecrets[${index}].name: invalid empty name ""`);
  });
  fractions(found, `${path}.overhead`, spec.overhead);
  visitContainers(spec, path, (container, where) => {
    fractions(found, `${where}.resources.limits`, container.resources?.limits);
    fractions(found, `${where}.resources.requests`, container.resources?.requests);
    environment(found, where, container);
  });
  ports(found, path, spec);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const rule = 'must be >= 0; negative values are invalid and will be treated as 1';
    found.push(`${path}.terminationGracePeriodSeconds: ${rule}`);
  }
  spec.dnsConfig?.nameservers?.forEach((address, index) => {
    found.push(...ipWarnings(address, `${path}.dnsConfig.nameservers[${index}]`));
  });
  spec.hostAliases?.forEach(({ ip }, index) => {
    found.push(...ipWarnings(ip, `${path}.hostAliases[${index}].ip`));
  });
  found.push(...unimplementedPodWarnings(spec, path));
  return found;
}
