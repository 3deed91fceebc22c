/** Validation of the spec of PersistentVolumeClaims and claim templates. */
import { fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain } from '@kubets/machinery/names';
import { parseQuantity } from '@kubets/machinery/quantity';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import type { PersistentVolumeClaimSpec, TypedObjectReference } from '../../generated/core/v1.ts';
import { semanticEqual } from '../semantic-equal.ts';
import { among, type Found, invalidFor, notPositiveError, optionalSubdomain, required } from './checks.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes: readonly string[] = ['Block', 'Filesystem'];

/** Validates access modes of claims and volumes. */
export function accessModesOf(found: Found, path: string, modes: readonly string[]): void {
  for (const mode of modes) among(found, path, mode, accessModes);
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) {
    found.push(fieldError.forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  }
}

function dataSource(found: Found, path: string, source: TypedObjectReference): void {
  const { name, kind, apiGroup = '', namespace } = source;
  required(found, `${path}.name`, name);
  required(found, `${path}.kind`, kind);
  if (apiGroup === '') {
    if (kind !== 'PersistentVolumeClaim') {
      const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
      found.push(fieldError.invalid(path, kind, detail));
    }
  } else invalidFor(found, `${path}.apiGroup`, apiGroup, dns1123Subdomain(apiGroup));
  if (namespace) invalidFor(found, `${path}.namespace`, namespace, dns1123Label(namespace));
}

function dataSources(found: Found, path: string, spec: PersistentVolumeClaimSpec): void {
  const { dataSource: source, dataSourceRef: reference } = spec;
  if (source !== undefined) dataSource(found, `${path}.dataSource`, source);
  if (reference !== undefined) dataSource(found, `${path}.dataSourceRef`, reference);
  if (source === undefined || reference === undefined) return;
  const { namespace, ...local } = reference;
  const where = `${path}.dataSource`;
  if (namespace) {
    found.push(fieldError.invalid(path, where, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (!semanticEqual(local, source)) found.push(fieldError.invalid(path, where, 'must match dataSourceRef'));
}

export function persistentVolumeClaimSpec(found: Found, path: string, spec: PersistentVolumeClaimSpec): void {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) {
    found.push(fieldError.required(`${path}.accessModes`, 'at least 1 access mode is required'));
  }
  found.push(...validateLabelSelector(spec.selector, `${path}.selector`));
  accessModesOf(found, `${path}.accessModes`, modes);
  const storage = spec.resources?.requests?.storage;
  const at = `${path}.resources[storage]`;
  if (storage === undefined) found.push(fieldError.required(at));
  else if (parseQuantity(storage).nanos <= 0n) found.push(fieldError.invalid(at, storage, notPositiveError));
  optionalSubdomain(found, `${path}.storageClassName`, spec.storageClassName);
  among(found, `${path}.volumeMode`, spec.volumeMode, volumeModes);
  dataSources(found, path, spec);
  optionalSubdomain(found, `${path}.volumeAttributesClassName`, spec.volumeAttributesClassName);
}
