/** Validation of HorizontalPodAutoscalers. The schema checks the minimum of `maxReplicas`. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { pathSegment } from '@kubets/machinery/names';
import { parseQuantity } from '@kubets/machinery/quantity';
import { among, type Found, invalidFor, notPositiveError, required } from '../core/validation/checks.ts';
import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscaler,
  HPAScalingRules,
  MetricSpec,
  MetricTarget,
} from '../generated/autoscaling/v2.ts';

function reference(found: Found, path: string, { kind, name }: CrossVersionObjectReference): void {
  if (required(found, `${path}.kind`, kind)) invalidFor(found, `${path}.kind`, kind, pathSegment(kind));
  if (required(found, `${path}.name`, name)) invalidFor(found, `${path}.name`, name, pathSegment(name));
}

function target(found: Found, path: string, { type, value, averageValue, averageUtilization }: MetricTarget): void {
  if (type === '') found.push(fieldError.required(`${path}.type`, 'must specify a metric target type'));
  else if (type !== 'Utilization' && type !== 'Value' && type !== 'AverageValue') {
    found.push(fieldError.invalid(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    found.push(fieldError.invalid(`${path}.averageUtilization`, averageUtilization, notPositiveError));
  }
  for (const [name, quantity] of [
    ['value', value],
    ['averageValue', averageValue],
  ] as const) {
    if (quantity === undefined || parseQuantity(quantity).nanos > 0n) continue;
    found.push(fieldError.invalid(`${path}.${name}`, quantity, 'must be positive'));
  }
}

const fields: Readonly<Record<string, 'object' | 'pods' | 'resource' | 'containerResource' | 'external'>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
  External: 'external',
};

function metric(found: Found, path: string, given: MetricSpec): void {
  const { type } = given;
  if (type === '') {
    found.push(fieldError.required(`${path}.type`, 'must specify a metric source type'));
    return;
  }
  if (!Object.hasOwn(fields, type)) {
    found.push(fieldError.notSupported(`${path}.type`, type, Object.keys(fields).sort()));
    return;
  }
  const field = fields[type] ?? 'resource';
  const source = given[field];
  if (source === undefined) {
    found.push(fieldError.required(`${path}.${field}`, 'must populate information for the given metric source'));
    return;
  }
  const at = `${path}.${field}`;
  if ('describedObject' in source) reference(found, `${at}.describedObject`, source.describedObject);
  if ('metric' in source) {
    if (source.metric.name === '') found.push(fieldError.required(`${at}.metric.name`, 'must specify a metric name'));
  } else if (source.name === '') found.push(fieldError.required(`${at}.name`, 'must specify a resource name'));
  if ('container' in source && source.container === '') {
    found.push(fieldError.required(`${at}.container`, 'must specify a container'));
  }
  target(found, `${at}.target`, source.target);
}

const window = 3600;

function scalingRules(found: Found, path: string, rules: HPAScalingRules | undefined): void {
  if (rules === undefined) return;
  const seconds = rules.stabilizationWindowSeconds;
  const at = `${path}.stabilizationWindowSeconds`;
  if (seconds !== undefined && seconds < 0)
    found.push(fieldError.invalid(at, seconds, 'must be greater than or equal to zero'));
  if (seconds !== undefined && seconds > window) {
    found.push(fieldError.invalid(at, seconds, `must be less than or equal to ${window}`));
  }
  among(found, `${path}.selectPolicy`, rules.selectPolicy, ['Disabled', 'Max', 'Min']);
  const policies = rules.policies ?? [];
  if (policies.length === 0) found.push(fieldError.required(`${path}.policies`, 'must specify at least one Policy'));
  policies.forEach(({ type, value, periodSeconds }, index) => {
    const where = `${path}.policies[${index}]`;
    among(found, `${where}.type`, type, ['Percent', 'Pods']);
    if (value <= 0) found.push(fieldError.invalid(`${where}.value`, value, 'must be greater than zero'));
    if (periodSeconds <= 0) {
      found.push(fieldError.invalid(`${where}.periodSeconds`, periodSeconds, 'must be greater than zero'));
    }
    if (periodSeconds > 1800) {
      found.push(fieldError.invalid(`${where}.periodSeconds`, periodSeconds, 'must be less than or equal to 1800'));
    }
  });
}

export function validateHorizontalPodAutoscaler({ spec }: HorizontalPodAutoscaler): readonly FieldError[] {
  const found: FieldError[] = [];
  const { minReplicas, maxReplicas } = spec;
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    found.push(fieldError.invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  reference(found, 'spec.scaleTargetRef', spec.scaleTargetRef);
  spec.metrics?.forEach((each, index) => {
    metric(found, `spec.metrics[${index}]`, each);
  });
  scalingRules(found, 'spec.behavior.scaleUp', spec.behavior?.scaleUp);
  scalingRules(found, 'spec.behavior.scaleDown', spec.behavior?.scaleDown);
  return found;
}
