/** Refusals of admission plugins: upstream's Forbidden, with the best available name of the object. */
import type { GroupResource } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors, type StatusError } from '@kubets/machinery/status-error';
import type { AdmissionAttributes } from './admission.ts';

export function groupResource(type: Pick<ResourceType, 'group' | 'plural'>): GroupResource {
  return { group: type.group, resource: type.plural };
}

/** The object's name; before the name is generated its generateName; `Unknown` if it has neither. */
function nameOf(attributes: AdmissionAttributes): string {
  const metadata = attributes.object?.metadata ?? attributes.oldObject?.metadata;
  return attributes.name || metadata?.name || metadata?.generateName || 'Unknown';
}

export function refusal(attributes: AdmissionAttributes, why: string): StatusError {
  return errors.forbidden(groupResource(attributes.resource), nameOf(attributes), why);
}
