/** The settings in a ResourceQuotaConfiguration: resources that can only be used where a quota allows it. */
import type { LimitedResource } from '@kubets/api/quota';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import {
  AdmissionConfigurationError,
  checkFields,
  refuseErrors,
  typedConfiguration,
} from '../admission-configuration.ts';
import { stringList } from '../configuration-values.ts';
import type { CreatePlugin } from '../plugin-parts.ts';
import { resourceQuota } from './resource-quota.ts';

const name = 'ResourceQuota';
const type = { kind: 'ResourceQuotaConfiguration', apiVersions: ['apiserver.config.k8s.io/v1'] };
const oldType = {
  kind: 'Configuration',
  apiVersions: ['v1beta1', 'v1alpha1'].map((version) => `resourcequota.admission.k8s.io/${version}`),
};

const listOf = (value: unknown, where: string): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new AdmissionConfigurationError(`${where} must be a list`);
  return value;
};

function textOf(value: unknown, where: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw new AdmissionConfigurationError(`${where} must be a string`);
  return value;
}

type Scope = NonNullable<LimitedResource['matchScopes']>[number];

/** As upstream, a scope or an operator that does not exist matches nothing. */
function scopeOf(value: unknown, where: string): Scope {
  const fields = checkFields(value, where, ['scopeName', 'operator', 'values']);
  return {
    scopeName: textOf(fields.scopeName, `${where}.scopeName`) as Scope['scopeName'],
    operator: textOf(fields.operator, `${where}.operator`) as Scope['operator'],
    values: stringList(fields.values, `${where}.values`),
  };
}

function limitedResource(value: unknown, where: string): LimitedResource {
  const fields = checkFields(value, where, ['apiGroup', 'resource', 'matchContains', 'matchScopes']);
  return {
    apiGroup: textOf(fields.apiGroup, `${where}.apiGroup`),
    resource: textOf(fields.resource, `${where}.resource`),
    matchContains: stringList(fields.matchContains, `${where}.matchContains`),
    matchScopes: listOf(fields.matchScopes, `${where}.matchScopes`).map((each, index) =>
      scopeOf(each, `${where}.matchScopes[${index}]`),
    ),
  };
}

/** Throws AdmissionConfigurationError. */
export function resourceQuotaWith(configuration: unknown): CreatePlugin {
  const where = `configuration of admission plugin ${name}: limitedResources`;
  const isOld = (configuration as { readonly kind?: unknown } | undefined)?.kind === oldType.kind;
  const fields = typedConfiguration(configuration, name, isOld ? oldType : type, ['limitedResources']);
  const limitedResources = listOf(fields.limitedResources, where).map((each, index) =>
    limitedResource(each, `${where}[${index}]`),
  );
  const errors: FieldError[] = [];
  for (const [index, { resource }] of limitedResources.entries())
    if (resource === '') errors.push(fieldError.required(`limitedResources[${index}].resource`));
  refuseErrors(name, errors);
  return ({ clock, host }) => resourceQuota({ clock, reader: () => host.resources, limitedResources });
}
