/** Warnings for workloads: for their pod template, and for names that are not valid host names. */
import type { KubeObject } from '@kubets/machinery/meta';
import { dns1123Label } from '@kubets/machinery/names';
import type { PodTemplateSpec } from '../generated/core/v1.ts';
import { podWarnings } from './pod-warnings.ts';

const surprising = 'which can result in surprising behavior; a DNS label is recommended:';

/** `subject`: where the name is used. */
export function nameWarnings(name: string, subject: string): readonly string[] {
  const messages = dns1123Label(name);
  return messages.length === 0
    ? []
    : [`metadata.name: this is used in ${subject}, ${surprising} [${messages.join(' ')}]`];
}

/** Names are checked on create, templates whenever the spec changes. `path` ends with a dot. */
export function workloadWarnings(
  object: KubeObject,
  old: KubeObject | undefined,
  template: PodTemplateSpec | undefined,
  path = 'spec.template.',
): readonly string[] {
  if (old !== undefined && old.metadata?.generation === object.metadata?.generation) return [];
  const names = old === undefined ? nameWarnings(object.metadata?.name ?? '', 'Pod names and hostnames') : [];
  return [...names, ...podWarnings(path, template?.spec, template?.metadata)];
}
