/** DeviceTaintRules: taints on all devices that match a selector. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '@kubets/machinery/names';
import { ageOf, nameOf, since } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { DeviceTaint, DeviceTaintRule, DeviceTaintSelector } from '../generated/resource/v1.ts';

const effects = ['NoExecute', 'NoSchedule', 'None'];

const invalid = (path: string, value: string, complaints: readonly string[]): readonly FieldError[] =>
  complaints.map((complaint) => fieldError.invalid(path, value, complaint));

/** The name of a pool consists of parts between slashes. */
function validateSelector({ driver, pool, device }: DeviceTaintSelector): readonly FieldError[] {
  const path = 'spec.deviceSelector';
  return [
    ...(driver === undefined ? [] : invalid(`${path}.driver`, driver, dns1123Subdomain(driver))),
    ...(pool?.split('/').flatMap((part) => invalid(`${path}.pool`, part, dns1123Subdomain(part))) ?? []),
    ...(device === undefined ? [] : invalid(`${path}.device`, device, dns1123Label(device))),
  ];
}

function validateTaint({ key, value = '', effect }: DeviceTaint): readonly FieldError[] {
  const path = 'spec.taint';
  const found = [...invalid(`${path}.key`, key, qualifiedName(key))];
  if (value !== '') found.push(...invalid(`${path}.value`, value, labelValue(value)));
  const given: string = effect;
  if (given === '') found.push(fieldError.required(`${path}.effect`));
  else if (!effects.includes(given)) found.push(fieldError.notSupported(`${path}.effect`, given, effects));
  return found;
}

const validate = ({ spec }: DeviceTaintRule): readonly FieldError[] => [
  ...(spec.deviceSelector === undefined ? [] : validateSelector(spec.deviceSelector)),
  ...validateTaint(spec.taint),
];

export const deviceTaintRules = defineResource<DeviceTaintRule>({
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'DeviceTaintRule',
  resetFields: { '': ['status'], status: ['spec', 'metadata'] },
  returnDeletedObject: true,
  generation: true,
  validate,
  row: (rule, now) => {
    const { key, value = '', effect, timeAdded } = rule.spec.taint;
    return [nameOf(rule), key, value, effect, since(timeAdded, now), ageOf(rule, now)];
  },
});
