/** Validation of the kinds of dynamic resource allocation. Loaded with the first write of one. Upstream: resource/validation. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { validateAnnotations, validateLabels } from '@kubets/machinery/names';
import { semanticEqual } from '../../core/semantic-equal.ts';
import { conditionErrors } from '../../core/validation/conditions.ts';
import type {
  DeviceClass,
  DeviceTaintRule,
  ResourceClaim,
  ResourceClaimTemplate,
} from '../../generated/resource/v1.ts';
import { claimStatusErrors } from './claim-status.ts';
import { bounded, deviceClaimErrors, deviceConfiguration } from './claims.ts';
import { driverName, labelName, maxOpaqueBytes, poolName } from './names.ts';
import { selectorErrors } from './selectors.ts';
import { deviceTaint } from './slices.ts';

export { resourceSliceErrors } from './slices.ts';

type Errors = Promise<readonly FieldError[]>;

const maxItems = 32;
const maxRuleConditions = 8;

/** The spec is immutable, and therefore validated once. */
export async function resourceClaimErrors(
  claim: ResourceClaim,
  old: ResourceClaim | undefined,
  subresource: string,
): Errors {
  if (old === undefined) return deviceClaimErrors(claim.spec?.devices, 'spec.devices');
  return subresource === 'status' ? claimStatusErrors(claim, old) : [];
}

export async function claimTemplateErrors(
  { spec }: ResourceClaimTemplate,
  old: ResourceClaimTemplate | undefined,
): Errors {
  if (old !== undefined) return [];
  return [
    ...validateAnnotations(spec?.metadata?.annotations, 'spec.metadata.annotations'),
    ...validateLabels(spec?.metadata?.labels, 'spec.metadata.labels'),
    ...(await deviceClaimErrors(spec?.spec?.devices, 'spec.spec.devices')),
  ];
}

/** What an update does not change is accepted as it is stored. */
export async function deviceClassErrors({ spec = {} }: DeviceClass, old: DeviceClass | undefined): Errors {
  const { selectors = [], config } = spec;
  const found: FieldError[] = [];
  if (old === undefined || !semanticEqual(selectors, old.spec?.selectors))
    found.push(...(await selectorErrors(new Map([['spec.selectors', selectors]]))));
  const isNew = old === undefined || !semanticEqual(config, old.spec?.config);
  for (const [index, each] of bounded(config, maxItems))
    deviceConfiguration(found, `spec.config[${index}]`, each, isNew ? maxOpaqueBytes : Infinity);
  return found;
}

export async function deviceTaintRuleErrors(
  { spec, status }: DeviceTaintRule,
  old: DeviceTaintRule | undefined,
  subresource: string,
): Errors {
  const found: FieldError[] = [];
  if (subresource === 'status') {
    const conditions = status?.conditions ?? [];
    conditionErrors(found, 'status.conditions', conditions);
    if (conditions.length > maxRuleConditions)
      found.push(fieldError.tooMany('status.conditions', conditions.length, maxRuleConditions));
    return found;
  }
  const { driver, pool, device } = spec.deviceSelector ?? {};
  if (driver !== undefined) driverName(found, 'spec.deviceSelector.driver', driver);
  if (pool !== undefined) poolName(found, 'spec.deviceSelector.pool', pool);
  if (device !== undefined) labelName(found, 'spec.deviceSelector.device', device);
  deviceTaint(found, 'spec.taint', spec.taint, old?.spec.taint);
  return found;
}
