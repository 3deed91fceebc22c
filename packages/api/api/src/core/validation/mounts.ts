/** Validation of volume mounts and volume devices. */
import { fieldError } from '@kubets/machinery/field-error';
import type { Container, VolumeDevice, VolumeMount } from '../../generated/core/v1.ts';
import { among, type Found, required } from './checks.ts';
import type { VolumesByName } from './environment.ts';
import { localDescendingPath, pathWithoutBacksteps } from './paths.ts';

const none: readonly never[] = [];

function subPaths(found: Found, list: string, path: string, mount: VolumeMount, isImage: boolean): void {
  for (const name of ['subPath', 'subPathExpr'] as const) {
    const value = mount[name];
    if (!value) continue;
    if (isImage) found.push(fieldError.invalid(`${path}.${name}`, value, 'not allowed in image volume sources'));
    if (name === 'subPathExpr' && mount.subPath) {
      found.push(fieldError.invalid(`${path}.${name}`, value, 'subPathExpr and subPath are mutually exclusive'));
    }
    // The path has no index, as upstream.
    localDescendingPath(found, `${list}.${name}`, value);
  }
}

const noTexts: ReadonlySet<string> = new Set();

/** Most containers have no devices, so nothing is allocated for them. */
const setOf = <T>(items: readonly T[], text: (item: T) => string): ReadonlySet<string> =>
  items.length === 0 ? noTexts : new Set(items.map(text));

function propagation(found: Found, list: string, mount: VolumeMount, container: Container): void {
  const { mountPropagation, recursiveReadOnly } = mount;
  among(found, `${list}.mountPropagation`, mountPropagation, ['Bidirectional', 'HostToContainer', 'None']);
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    const detail = 'Bidirectional mount propagation is available only to privileged containers';
    found.push(fieldError.forbidden(`${list}.mountPropagation`, detail));
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return;
  const at = `${list}.recursiveReadOnly`;
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') {
    found.push(fieldError.notSupported(at, recursiveReadOnly, ['Disabled', 'Enabled', 'IfPossible']));
    return;
  }
  if (!mount.readOnly) found.push(fieldError.forbidden(at, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') {
    found.push(fieldError.forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
  }
}

export function volumeMounts(found: Found, path: string, container: Container, volumes: VolumesByName): void {
  const mounts = container.volumeMounts ?? none;
  const devices = container.volumeDevices ?? none;
  const deviceNames = setOf(devices, ({ name }) => name);
  const devicePaths = setOf(devices, ({ devicePath }) => devicePath);
  const seen = new Set<string>();
  mounts.forEach((mount, index) => {
    const at = `${path}[${index}]`;
    const volume = volumes.get(mount.name);
    required(found, `${at}.name`, mount.name);
    if (volume === undefined) found.push(fieldError.notFound(`${at}.name`, mount.name));
    required(found, `${at}.mountPath`, mount.mountPath);
    if (seen.has(mount.mountPath)) {
      found.push(fieldError.invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    }
    seen.add(mount.mountPath);
    if (deviceNames.has(mount.name)) {
      found.push(fieldError.invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
    }
    if (devicePaths.has(mount.mountPath)) {
      const detail = 'must not already exist as a path in volumeDevices';
      found.push(fieldError.invalid(`${at}.mountPath`, mount.mountPath, detail));
    }
    subPaths(found, path, at, mount, volume?.image !== undefined);
    propagation(found, path, mount, container);
  });
}

function device(found: Found, path: string, { name, devicePath }: VolumeDevice, volumes: VolumesByName): void {
  required(found, `${path}.name`, name);
  const volume = volumes.get(name);
  if (volume === undefined) found.push(fieldError.notFound(`${path}.name`, name));
  else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
    const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
    found.push(fieldError.invalid(`${path}.name`, name, detail));
  }
  if (!required(found, `${path}.devicePath`, devicePath)) return;
  const steps: Found = [];
  pathWithoutBacksteps(steps, path, devicePath);
  if (steps.length > 0) {
    found.push(fieldError.invalid(`${path}.devicePath`, devicePath, "can not contain backsteps ('..')"));
  }
}

export function volumeDevices(found: Found, path: string, container: Container, volumes: VolumesByName): void {
  const mounts = container.volumeMounts ?? none;
  const mountNames = setOf(mounts, (mount) => mount.name);
  const mountPaths = setOf(mounts, (mount) => mount.mountPath);
  const names = new Set<string>();
  const paths = new Set<string>();
  container.volumeDevices?.forEach((each, index) => {
    const at = `${path}[${index}]`;
    const { name, devicePath } = each;
    if (names.has(name)) found.push(fieldError.invalid(`${at}.name`, name, 'must be unique'));
    if (paths.has(devicePath)) found.push(fieldError.invalid(`${at}.devicePath`, devicePath, 'must be unique'));
    device(found, at, each, volumes);
    if (mountNames.has(name)) {
      found.push(fieldError.invalid(`${at}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mountPaths.has(devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      found.push(fieldError.invalid(`${at}.devicePath`, devicePath, detail));
    }
    if (name !== '') names.add(name);
    paths.add(devicePath);
  });
}
