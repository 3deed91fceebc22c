/** Validation of environment variables: names, values and value sources. */
import { fieldError } from '@kubets/machinery/field-error';
import { configMapKey, dns1123Subdomain, relaxedEnvVarName } from '@kubets/machinery/names';
import { formatQuantity, parseQuantity } from '@kubets/machinery/quantity';
import type {
  EnvFromSource,
  EnvVar,
  EnvVarSource,
  FileKeySelector,
  ObjectFieldSelector,
  ResourceFieldSelector,
  Volume,
} from '../../generated/core/v1.ts';
import { type Found, invalidFor, label, qualified, required } from './checks.ts';
import { localNonReservedPath } from './paths.ts';

/** Field paths that a variable supports, without subscripts. */
const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Field paths that a downward API volume supports. */
export const volumeFieldPaths: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** Valid field labels of v1 pods. For these, errors list the supported ones; other labels are "not supported". */
const knownFieldPaths: ReadonlySet<string> = new Set([
  ...envFieldPaths,
  ...volumeFieldPaths,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

function splitSubscript(path: string): { readonly path: string; readonly subscript: string } | undefined {
  const at = path.indexOf("['");
  if (at <= 0 || !path.endsWith("']")) return undefined;
  return { path: path.slice(0, at), subscript: path.slice(at + 2, -2) };
}

function conversionError({ apiVersion, fieldPath }: ObjectFieldSelector): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  const split = splitSubscript(fieldPath);
  if (split !== undefined) {
    const fine = split.path === 'metadata.annotations' || split.path === 'metadata.labels';
    return fine ? undefined : `field label does not support subscript: ${fieldPath}`;
  }
  return knownFieldPaths.has(fieldPath) || fieldPath === 'spec.host'
    ? undefined
    : `field label not supported: ${fieldPath}`;
}

/** Validates a `fieldRef`: labels and annotations with a subscript, or one of `supported`. */
export function objectFieldSelector(
  found: Found,
  path: string,
  selector: ObjectFieldSelector,
  supported: readonly string[],
): void {
  if (!required(found, `${path}.apiVersion`, selector.apiVersion)) return;
  if (!required(found, `${path}.fieldPath`, selector.fieldPath)) return;
  const error = conversionError(selector);
  if (error !== undefined) {
    found.push(fieldError.invalid(`${path}.fieldPath`, selector.fieldPath, `error converting fieldPath: ${error}`));
    return;
  }
  const split = splitSubscript(selector.fieldPath);
  if (split !== undefined) {
    const key = split.path === 'metadata.annotations' ? split.subscript.toLowerCase() : split.subscript;
    qualified(found, path, key);
  } else if (!supported.includes(selector.fieldPath)) {
    found.push(fieldError.notSupported(`${path}.fieldPath`, selector.fieldPath, supported));
  }
}

const byteDivisors: ReadonlySet<string> = new Set(
  ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix) => `1${suffix}`),
);
const byteDivisorsText = [...byteDivisors].join(', ');

function divisor(found: Found, path: string, { resource, divisor: given }: ResourceFieldSelector): void {
  if (given === undefined) return;
  const quantity = parseQuantity(given);
  if (quantity.nanos === 0n) return;
  const [, name = ''] = resource.split('.', 2);
  const text = formatQuantity(quantity);
  const invalid = (supported: string, of: string): void => {
    const detail = `only divisor's values ${supported} are supported with the ${of} resource`;
    found.push(fieldError.invalid(`${path}.divisor`, resource, detail));
  };
  if (name === 'cpu') {
    if (text !== '1m' && text !== '1') invalid('1m and 1', 'cpu');
  } else if (!byteDivisors.has(text)) {
    if (name === 'memory') invalid(byteDivisorsText, 'memory');
    else if (name === 'ephemeral-storage') invalid(byteDivisorsText, 'local ephemeral storage');
    else if (name.startsWith('hugepages-')) invalid(byteDivisorsText, 'hugepages');
  }
}

/** Validates a `resourceFieldRef`. In a volume, the container name is required. */
export function resourceFieldSelector(
  found: Found,
  path: string,
  selector: ResourceFieldSelector,
  inVolume: boolean,
): void {
  const { resource } = selector;
  if (inVolume && !selector.containerName) found.push(fieldError.required(`${path}.containerName`));
  else if (required(found, `${path}.resource`, resource)) {
    const huge = resource.startsWith('limits.hugepages-') || resource.startsWith('requests.hugepages-');
    if (!huge && !resourceFields.includes(resource)) {
      found.push(fieldError.notSupported(`${path}.resource`, resource, resourceFields));
    }
  }
  divisor(found, path, selector);
}

function keySelector(found: Found, path: string, name: string | undefined, key: string): void {
  invalidFor(found, `${path}.name`, name ?? '', dns1123Subdomain(name ?? ''));
  if (required(found, `${path}.key`, key)) invalidFor(found, `${path}.key`, key, configMapKey(key));
}

function fileKeySelector(found: Found, path: string, selector: FileKeySelector, volumes: VolumesByName): void {
  if (required(found, `${path}.key`, selector.key)) {
    invalidFor(found, `${path}.key`, selector.key, relaxedEnvVarName(selector.key));
  }
  if (required(found, `${path}.volumeName`, selector.volumeName)) {
    label(found, `${path}.volumeName`, selector.volumeName);
    const volume = volumes.get(selector.volumeName);
    if (volume === undefined) found.push(fieldError.notFound(`${path}.volumeName`, selector.volumeName));
    else if (volume.emptyDir === undefined) {
      found.push(fieldError.invalid(`${path}.volumeName`, selector.volumeName, 'volume must be of type emptyDir'));
    }
  }
  if (required(found, `${path}.path`, selector.path)) localNonReservedPath(found, `${path}.path`, selector.path);
}

/** The valid volumes of a pod. */
export type VolumesByName = ReadonlyMap<string, Volume>;

function valueFrom(found: Found, path: string, source: EnvVarSource, value: string, volumes: VolumesByName): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef !== undefined) objectFieldSelector(found, `${path}.fieldRef`, fieldRef, envFieldPaths);
  if (resourceFieldRef !== undefined) {
    resourceFieldSelector(found, `${path}.resourceFieldRef`, resourceFieldRef, false);
  }
  if (configMapKeyRef !== undefined) {
    keySelector(found, `${path}.configMapKeyRef`, configMapKeyRef.name, configMapKeyRef.key);
  }
  if (secretKeyRef !== undefined) keySelector(found, `${path}.secretKeyRef`, secretKeyRef.name, secretKeyRef.key);
  if (fileKeyRef !== undefined) fileKeySelector(found, `${path}.fileKeyRef`, fileKeyRef, volumes);
  const given = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(
    (each) => each !== undefined,
  );
  if (given.length === 0) {
    const names = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    found.push(fieldError.invalid(path, '', `must specify one of: ${names}`));
  } else if (value !== '') {
    found.push(fieldError.invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (given.length > 1) {
    found.push(fieldError.invalid(path, '', 'may not have more than one field specified at a time'));
  }
}

export function environment(
  found: Found,
  path: string,
  variables: readonly EnvVar[] | undefined,
  volumes: VolumesByName,
): void {
  variables?.forEach((variable, index) => {
    const at = `${path}[${index}]`;
    if (required(found, `${at}.name`, variable.name)) {
      invalidFor(found, `${at}.name`, variable.name, relaxedEnvVarName(variable.name));
    }
    if (variable.valueFrom !== undefined) {
      valueFrom(found, `${at}.valueFrom`, variable.valueFrom, variable.value ?? '', volumes);
    }
  });
}

/** Errors about the number of sources have the path of the list, as upstream. */
export function environmentFrom(found: Found, path: string, sources: readonly EnvFromSource[] | undefined): void {
  sources?.forEach(({ prefix, configMapRef, secretRef }, index) => {
    const at = `${path}[${index}]`;
    if (prefix) invalidFor(found, `${at}.prefix`, prefix, relaxedEnvVarName(prefix));
    for (const [name, reference] of [
      ['configMapRef', configMapRef],
      ['secretRef', secretRef],
    ] as const) {
      if (reference === undefined) continue;
      const where = `${at}.${name}.name`;
      if (required(found, where, reference.name)) {
        invalidFor(found, where, reference.name, dns1123Subdomain(reference.name));
      }
    }
    if (configMapRef === undefined && secretRef === undefined) {
      found.push(fieldError.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      found.push(fieldError.invalid(path, '', 'may not have more than one field specified at a time'));
    }
  });
}
