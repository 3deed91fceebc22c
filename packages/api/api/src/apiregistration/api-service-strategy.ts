/** Validation of APIServices. Upstream: ValidateAPIService. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1035Label, dns1123Subdomain } from '@kubets/machinery/names';
import type { APIService, APIServiceSpec } from '../generated/apiregistration/v1.ts';

const maxGroupPriority = 20_000;
const maxVersionPriority = 1000;

/** The name that an APIService of this group and version must have. That of the core group ends with a dot. */
export function apiServiceName(group: string, version: string): string {
  return `${version}.${group}`;
}

function groupVersionErrors({ group = '', version = '' }: APIServiceSpec): readonly FieldError[] {
  const found: FieldError[] = [];
  if (group === '' && version !== 'v1')
    found.push(fieldError.required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  if (group !== '')
    for (const detail of dns1123Subdomain(group)) found.push(fieldError.invalid('spec.group', group, detail));
  for (const detail of dns1035Label(version)) found.push(fieldError.invalid('spec.version', version, detail));
  return found;
}

function priorityErrors(spec: APIServiceSpec): readonly FieldError[] {
  const limits = { groupPriorityMinimum: maxGroupPriority, versionPriority: maxVersionPriority };
  return Object.entries(limits).flatMap(([field, limit]) => {
    const value = spec[field as keyof typeof limits];
    return value > 0 && value <= limit
      ? []
      : [fieldError.invalid(`spec.${field}`, value, `must be positive and less than ${limit}`)];
  });
}

function serverErrors({
  service,
  caBundle = '',
  insecureSkipTLSVerify = false,
}: APIServiceSpec): readonly FieldError[] {
  const found: FieldError[] = [];
  const insecure = 'spec.insecureSkipTLSVerify';
  if (service === undefined) {
    if (caBundle !== '') {
      const size = `${atob(caBundle).length} bytes`;
      found.push(fieldError.invalid('spec.caBundle', size, 'local APIServices may not have a caBundle'));
    }
    if (insecureSkipTLSVerify)
      found.push(fieldError.invalid(insecure, true, 'local APIServices may not have insecureSkipTLSVerify'));
    return found;
  }
  if (!service.namespace) found.push(fieldError.required('spec.service.namespace'));
  if (!service.name) found.push(fieldError.required('spec.service.name'));
  if (insecureSkipTLSVerify && caBundle !== '')
    found.push(fieldError.invalid(insecure, true, 'may not be true if caBundle is present'));
  return found;
}

const emptySpec: APIServiceSpec = { groupPriorityMinimum: 0, versionPriority: 0 };

export function validateApiService({ metadata, spec = emptySpec }: APIService): readonly FieldError[] {
  const name = metadata?.name ?? '';
  const required = apiServiceName(spec.group ?? '', spec.version ?? '');
  const detail = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(required)}`;
  return [
    ...(name === required ? [] : [fieldError.invalid('metadata.name', name, detail)]),
    ...groupVersionErrors(spec),
    ...priorityErrors(spec),
    ...serverErrors(spec),
  ];
}

const conditionStatuses: readonly string[] = ['True', 'False', 'Unknown'];

export function validateApiServiceStatus({ status }: APIService): readonly FieldError[] {
  return (status?.conditions ?? []).flatMap((condition, index) =>
    conditionStatuses.includes(condition.status)
      ? []
      : [fieldError.notSupported(`status.conditions[${index}].status`, condition.status, conditionStatuses)],
  );
}
