/** ConfigMaps: configuration data for pods. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { ConfigMap } from '../generated/core/v1.ts';
import { bagKeys, dataSize, maxDataBytes, sealed, textSize } from './validation/key-bags.ts';

function validate({ data, binaryData }: ConfigMap): readonly FieldError[] {
  const found: FieldError[] = [];
  bagKeys(found, 'data', data);
  for (const key in data) {
    if (binaryData === undefined || !Object.hasOwn(binaryData, key)) continue;
    found.push(fieldError.invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  bagKeys(found, 'binaryData', binaryData);
  if (textSize(data) + dataSize(binaryData) > maxDataBytes) found.push(fieldError.tooLong('', maxDataBytes));
  return found;
}

function validateUpdate(next: ConfigMap, old: ConfigMap): readonly FieldError[] {
  const found: FieldError[] = [];
  sealed(found, next, old, ['data', 'binaryData']);
  return [...found, ...validate(next)];
}

export const configMaps = defineResource<ConfigMap>({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  validate,
  validateUpdate,
  row: (map, now) => [
    nameOf(map),
    Object.keys(map.data ?? {}).length + Object.keys(map.binaryData ?? {}).length,
    ageOf(map, now),
  ],
});
