/** Literals of types that have any fields. */
import { describe, expect, it } from 'vitest';
import { CelCompileError, CreatedObject, celTypes, kubernetesCel, toNative } from './index.ts';

const environment = kubernetesCel({
  openTypes: (name) => {
    if (name === 'Patch') return { fieldType: (field) => (field === 'op' ? celTypes.string : undefined) };
    return name.startsWith('Object') ? { fieldType: () => celTypes.dyn } : undefined;
  },
});

function evaluated(source: string) {
  const outcome = environment.compile(source).evaluate();
  if ('error' in outcome) throw new Error(outcome.error);
  return outcome.value;
}

describe('a literal of an open type', () => {
  it('keeps the types of nested objects', () => {
    const value = evaluated('Object{spec: Object.spec{replicas: 3, names: ["a"], ?absent: optional.none()}}');
    if (!(value instanceof CreatedObject)) expect.fail('not an object');
    const spec = value.fields.get('spec');
    expect([value.typeName, spec instanceof CreatedObject && spec.typeName]).toEqual(['Object', 'Object.spec']);
    expect(toNative(value)).toEqual({ spec: { replicas: 3, names: ['a'] } });
  });

  it.each([
    ['Object{a: 1} == Object{a: 1}', true],
    ['Object{a: 1} == Object{a: 2}', false],
    ['dyn(Object.a{}) == dyn(Object.b{})', false],
    ['dyn(Object{a: 1}) == dyn({"a": 1})', false],
    ['[Object{a: 1}, Object{}].size() == 2', true],
    ['type(Object.spec{}) == type(Object.spec{a: 1})', true],
  ])('%s is %s', (source, expected) => expect(evaluated(source)).toBe(expected));

  it.each([
    ['Patch{op: 1}', "expected type of field 'op' is 'string' but provided type is 'int'"],
    ['Patch{other: 1}', "undefined field 'other'"],
    ['Other{}', "undeclared reference to 'Other'"],
  ])('%s is refused', (source, message) => {
    expect(() => environment.compile(source)).toThrow(CelCompileError);
    expect(() => environment.compile(source)).toThrow(message);
  });
});
