/** Validation of projected volumes and downward API files. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Subdomain } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import type {
  ClusterTrustBundleProjection,
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../generated/core/v1.ts';
import { type Found, fileMode, invalidFor, required } from './checks.ts';
import { objectFieldSelector, resourceFieldSelector, volumeFieldPaths } from './environment.ts';
import { keyFiles } from './key-files.ts';
import { localNonReservedPath } from './paths.ts';

/** Errors of files have the path of the volume, as upstream. */
export function downwardApiFiles(
  found: Found,
  path: string,
  items: readonly DownwardAPIVolumeFile[] | undefined,
): void {
  for (const { path: file, fieldRef, resourceFieldRef, mode } of items ?? []) {
    required(found, `${path}.path`, file);
    localNonReservedPath(found, `${path}.path`, file);
    if (fieldRef !== undefined) {
      objectFieldSelector(found, `${path}.fieldRef`, fieldRef, volumeFieldPaths);
      if (resourceFieldRef !== undefined) {
        const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
        found.push(fieldError.invalid(path, 'resource', detail));
      }
    } else if (resourceFieldRef !== undefined) {
      resourceFieldSelector(found, `${path}.resourceFieldRef`, resourceFieldRef, true);
    } else found.push(fieldError.required(path, 'one of fieldRef and resourceFieldRef is required'));
    fileMode(found, `${path}.mode`, mode);
  }
}

function token(found: Found, volume: string, path: string, source: ServiceAccountTokenProjection): void {
  const seconds = source.expirationSeconds ?? 0;
  const at = `${path}.expirationSeconds`;
  if (seconds < 600) found.push(fieldError.invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) {
    found.push(fieldError.invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (required(found, `${volume}.path`, source.path)) localNonReservedPath(found, `${volume}.path`, source.path);
}

function trustBundle(found: Found, path: string, source: ClusterTrustBundleProjection): void {
  const { name, signerName, labelSelector } = source;
  if (name !== undefined && signerName !== undefined) {
    found.push(fieldError.invalid(path, source, 'only one of name and signerName may be used'));
  } else if (name !== undefined) {
    if (name === '') found.push(fieldError.required(`${path}.name`, 'must be a valid object name'));
    const messages = dns1123Subdomain(name.slice(name.lastIndexOf(':') + 1));
    const details = messages.map((message) => `not a valid clustertrustbundlename: ${message}`);
    invalidFor(found, `${path}.name`, name, details);
    if (labelSelector !== undefined) {
      const detail = 'labelSelector must be unset if name is specified';
      found.push(fieldError.invalid(`${path}.labelSelector`, labelSelector, detail));
    }
  } else if (signerName !== undefined) {
    if (signerName === '') found.push(fieldError.required(`${path}.signerName`, 'must be a valid signer name'));
    found.push(...validateLabelSelector(labelSelector, `${path}.labelSelector`));
  } else found.push(fieldError.required(path, 'either name or signerName must be specified'));
  required(found, `${path}.path`, source.path);
  localNonReservedPath(found, `${path}.path`, source.path);
}

/** The files of a source, each with the value that upstream reports for conflicting paths. */
function filesOf(source: VolumeProjection): readonly (readonly [path: string, name: string])[] {
  const keys = (items: readonly KeyToPath[] | undefined, name: string | undefined) =>
    (items ?? []).map((item) => [item.path, name ?? ''] as const);
  return [
    ...keys(source.secret?.items, source.secret?.name),
    ...keys(source.configMap?.items, source.configMap?.name),
    ...(source.downwardAPI?.items ?? []).map(({ path }) => [path, path] as const),
    ...(source.clusterTrustBundle === undefined
      ? []
      : [[source.clusterTrustBundle.path, source.clusterTrustBundle.path] as const]),
  ];
}

function duplicateFiles(path: string, sources: readonly VolumeProjection[]): readonly FieldError[] {
  const seen = new Set<string>();
  return sources.flatMap(filesOf).flatMap(([file, name]) => {
    if (file === '') return [];
    if (seen.has(file)) return [fieldError.invalid(path, name, 'conflicting duplicate paths')];
    seen.add(file);
    return [];
  });
}

export function projectedVolume(found: Found, path: string, volume: ProjectedVolumeSource): void {
  fileMode(found, `${path}.defaultMode`, volume.defaultMode);
  const sources = volume.sources ?? [];
  sources.forEach((source, index) => {
    const at = `${path}.sources[${index}]`;
    if (source.secret !== undefined) {
      required(found, `${at}.secret.name`, source.secret.name);
      keyFiles(found, `${at}.secret`, source.secret.items);
    }
    if (source.configMap !== undefined) {
      required(found, `${at}.configMap.name`, source.configMap.name);
      keyFiles(found, `${at}.configMap`, source.configMap.items);
    }
    if (source.downwardAPI !== undefined) downwardApiFiles(found, `${at}.downwardAPI`, source.downwardAPI.items);
    if (source.serviceAccountToken !== undefined) {
      token(found, path, `${at}.serviceAccountToken`, source.serviceAccountToken);
    }
    if (source.clusterTrustBundle !== undefined) {
      trustBundle(found, `${at}.clusterTrustBundle`, source.clusterTrustBundle);
    }
    if (Object.values(source).filter((each) => each !== undefined).length > 1) {
      found.push(fieldError.forbidden(at, 'may not specify more than 1 volume type per source'));
    }
  });
  if (sources.length > 0) found.push(...duplicateFiles(path, sources));
}
