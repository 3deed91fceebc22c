/** Pitfalls of what makes pods: those of its template, and names that make no host names. */
import type { KubeObject } from '@kubets/machinery/meta';
import { dns1123Label } from '@kubets/machinery/names';
import type { PodTemplateSpec } from '../generated/core/v1.ts';
import { podWarnings } from './pod-warnings.ts';

const surprising = 'which can result in surprising behavior; a DNS label is recommended:';

/** `subject`: what the name is used in. */
export function nameWarnings(name: string, subject: string): readonly string[] {
  const messages = dns1123Label(name);
  return messages.length === 0
    ? []
    : [`metadata.name: this is used in ${subject}, ${surprising} [${messages.join(' ')}]`];
}

/** Names are looked at once; a template again whenever the spec changes. `path` ends with a dot. */
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
