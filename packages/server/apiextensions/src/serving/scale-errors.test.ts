/** The errors of the fields that the scale subresource shows, in upstream's words. */
import { expect, it } from 'vitest';
import { scaleErrors } from './scale-errors.ts';

const scale = {
  specReplicasPath: '.spec.replicas',
  statusReplicasPath: '.status.replicas',
  labelSelectorPath: '.status.selector',
};

it.each([
  [{ spec: { replicas: 1 }, status: { replicas: 1, selector: 'a=b' } }, []],
  [{}, []],
  [{ spec: null }, []],
  [{ spec: { replicas: -1 } }, ['.spec.replicas: Invalid value: -1: should be a non-negative integer']],
  [
    { spec: [null, { a: 1 }] },
    [
      '.spec.replicas: Invalid value: 0: .spec.replicas accessor error: [<nil> map[a:1]] is of the type []interface {}, expected map[string]interface{}',
    ],
  ],
  [
    { spec: 1 },
    [
      '.spec.replicas: Invalid value: 0: .spec.replicas accessor error: 1 is of the type int64, expected map[string]interface{}',
    ],
  ],
])('scaleErrors of %j', (object, errors) =>
  expect(scaleErrors(object as object, scale, 'whole').map(({ field, message }) => `${field}: ${message}`)).toEqual(
    errors,
  ),
);
