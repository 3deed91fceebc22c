/** Validation of Events. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { qualifiedName } from '@kubets/machinery/names';
import type { Event } from '../../generated/core/v1.ts';
import { type Found, invalidFor } from './checks.ts';

const longest = { short: 128, message: 1024 };

function shortText(found: Found, path: string, value: string): void {
  if (value === '') found.push(fieldError.required(path));
  else if (value.length > longest.short) {
    found.push(fieldError.invalid(path, '', `can have at most ${longest.short} characters`));
  }
}

/** `reporter`: the name of the reporting controller's field in the client's API version. */
export function validateEvent(
  event: Event,
  reporter = 'reportingComponent',
  about = 'involvedObject',
): readonly FieldError[] {
  const found: FieldError[] = [];
  const namespace = event.metadata?.namespace ?? '';
  const other = event.involvedObject.namespace ?? '';
  const newer = Boolean(event.eventTime);
  // Events about cluster-scoped objects are in the default namespace. events.k8s.io also allows kube-system.
  const homes = newer ? ['default', 'kube-system'] : ['', 'default'];
  const fits = other === '' ? homes.includes(namespace) : newer || other === namespace;
  if (!fits) found.push(fieldError.invalid(`${about}.namespace`, other, 'does not match event.namespace'));
  if (!newer) return found;
  const component = event.reportingComponent ?? '';
  if (component === '') found.push(fieldError.required(reporter));
  else invalidFor(found, reporter, component, qualifiedName(component));
  shortText(found, 'reportingInstance', event.reportingInstance ?? '');
  shortText(found, 'action', event.action ?? '');
  shortText(found, 'reason', event.reason ?? '');
  if ((event.message ?? '').length > longest.message) {
    found.push(fieldError.invalid('message', '', `can have at most ${longest.message} characters`));
  }
  return found;
}
