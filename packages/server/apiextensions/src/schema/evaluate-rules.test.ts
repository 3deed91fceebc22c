/** Rules of schemas on objects: transition rules, messages, ratcheting, budgets. */
import type { RuleSubject } from '@kubets/api';
import type { FieldError } from '@kubets/machinery/field-error';
import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';

type Json = Record<string, unknown>;

const object = (properties: Json, more: Json = {}): Json => ({ type: 'object', properties, ...more });
const ruled = (schema: Json, ...rules: Json[]): Json => ({ ...schema, 'x-kubernetes-validations': rules });

interface Outcome {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** The errors of the rules of `spec`. */
async function outcome(spec: Json, value: unknown, old?: unknown, found: readonly FieldError[] = []): Promise<Outcome> {
  const { ruleErrors } = await compileSchema(object({ spec }));
  const warnings: string[] = [];
  const whole = (each: unknown): Json => ({ apiVersion: 'a.example.com/v1', kind: 'Gadget', metadata: {}, spec: each });
  const subject = {
    object: whole(value),
    old: old === undefined ? undefined : whole(old),
    found,
    warn: (message: string) => void warnings.push(message),
  } as unknown as RuleSubject;
  const errors = await ruleErrors(subject);
  return { errors: errors.map(({ field, message, type }) => `${type} ${field}: ${message}`), warnings };
}

const text = { type: 'string' };
const replicas = { type: 'integer' };

describe('rules', () => {
  it.each<[string, Json, unknown, readonly string[]]>([
    ['a rule that holds', ruled(object({ replicas }), { rule: 'self.replicas < 5' }), { replicas: 1 }, []],
    [
      'a structured value, which is not shown',
      ruled(object({ replicas }), { rule: 'self.replicas < 5' }),
      { replicas: 9 },
      ['FieldValueInvalid spec: Invalid value: failed rule: self.replicas < 5'],
    ],
    [
      'a scalar, which is shown, with a message',
      object({ name: ruled(text, { rule: 'self == "a"', message: ' must be a ' }) }),
      { name: 'b' },
      ['FieldValueInvalid spec.name: Invalid value: "b": must be a'],
    ],
    [
      'a message expression, a reason and a field path',
      ruled(object({ replicas }), {
        rule: 'self.replicas < 5',
        messageExpression: '"at most 4, not " + string(self.replicas)',
        reason: 'FieldValueForbidden',
        fieldPath: '.replicas',
      }),
      { replicas: 9 },
      ['FieldValueForbidden spec.replicas: Forbidden: at most 4, not 9'],
    ],
    [
      'a message expression that fails',
      ruled(object({ names: { type: 'array', items: text } }), {
        rule: 'false',
        message: 'no',
        messageExpression: 'self.names[7]',
      }),
      { names: [] },
      ['FieldValueInvalid spec: Invalid value: no'],
    ],
    [
      'an error of the evaluation',
      ruled(object({ names: { type: 'array', items: text } }), { rule: 'self.names[3] == "a"' }),
      { names: ['b'] },
      ['FieldValueInvalid spec: Invalid value: "object": index out of bounds: 3 evaluating rule: self.names[3] == "a"'],
    ],
    [
      'an int-or-string with an operator that it does not have',
      object({ size: ruled({ 'x-kubernetes-int-or-string': true }, { rule: 'self < 5' }) }),
      { size: 'x' },
      [
        'FieldValueInvalid spec.size: Invalid value: "": \'no such overload\': call arguments did not match a supported operator, function or macro signature for rule: self < 5',
      ],
    ],
    [
      'values of maps and items of lists',
      object({
        limits: { type: 'object', additionalProperties: ruled(text, { rule: 'self != "x"' }) },
        names: { type: 'array', items: ruled(text, { rule: 'self != "x"' }) },
      }),
      { limits: { cpu: 'x' }, names: ['a', 'x'] },
      [
        'FieldValueInvalid spec.limits[cpu]: Invalid value: "x": failed rule: self != "x"',
        'FieldValueInvalid spec.names[1]: Invalid value: "x": failed rule: self != "x"',
      ],
    ],
    ['null, which no rule sees', object({ a: ruled({ ...text, nullable: true }, { rule: 'false' }) }), { a: null }, []],
  ])('%s', async (_, schema, value, errors) => expect((await outcome(schema, value)).errors).toEqual(errors));

  it('are not evaluated on an object with a wrong structure', async () => {
    const found: FieldError[] = [{ type: 'FieldValueTypeInvalid', field: 'spec', message: '' }];
    const { errors } = await outcome(
      ruled(object({ replicas }), { rule: 'false' }),
      { replicas: 'x' },
      undefined,
      found,
    );
    expect(errors).toEqual([
      'FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });
});

describe('transition rules', () => {
  const immutable = object({ name: ruled(text, { rule: 'self == oldSelf', message: 'is immutable' }) });
  const once = { rule: '!oldSelf.hasValue() || self == oldSelf.value()', optionalOldSelf: true };
  const named = (item: Json): Json => ({
    type: 'array',
    items: object({ name: text, size: item }),
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
  });
  const error = (field: string, value: string, rule: string): string[] => [
    `FieldValueInvalid ${field}: Invalid value: ${value}: ${rule}`,
  ];

  it.each<[string, Json, unknown, unknown, readonly string[]]>([
    ['are skipped for new values', immutable, { name: 'a' }, undefined, []],
    ['are skipped for a new field', immutable, { name: 'a' }, {}, []],
    ['compare with the old value', immutable, { name: 'b' }, { name: 'a' }, error('spec.name', '"b"', 'is immutable')],
    [
      'find items of maps by their keys',
      object({ ports: named(ruled(replicas, { rule: 'self >= oldSelf' })) }),
      {
        ports: [
          { name: 'b', size: 1 },
          { name: 'a', size: 1 },
        ],
      },
      {
        ports: [
          { name: 'a', size: 2 },
          { name: 'b', size: 1 },
        ],
      },
      error('spec.ports[1].size', '1', 'failed rule: self >= oldSelf'),
    ],
    ['with optionalOldSelf see new values', object({ name: ruled(text, once) }), { name: 'a' }, undefined, []],
    [
      'with optionalOldSelf see changes',
      object({ name: ruled(text, once) }),
      { name: 'b' },
      { name: 'a' },
      error('spec.name', '"b"', `failed rule: ${once.rule}`),
    ],
  ])('%s', async (_, schema, value, old, errors) => expect((await outcome(schema, value, old)).errors).toEqual(errors));
});

describe('ratcheting', () => {
  const short = { rule: 'self.size() < 3', message: 'is too long' };
  const schema = object({ name: ruled(text, short), names: { type: 'array', items: ruled(text, short) }, other: text });

  it('turns errors of unchanged values into warnings', async () => {
    const old = { name: 'long', names: ['long', 'a'] };
    const { errors, warnings } = await outcome(schema, { ...old, other: 'x' }, old);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      'spec.name: Invalid value: "long": is too long',
      'spec.names[0]: Invalid value: "long": is too long',
    ]);
  });

  it('does not tolerate errors of changed values', async () => {
    const { errors } = await outcome(schema, { name: 'longer', names: ['long'] }, { name: 'long', names: ['long'] });
    expect(errors).toEqual(['FieldValueInvalid spec.name: Invalid value: "longer": is too long']);
  });
});

describe('the budget', () => {
  const items = { type: 'array', items: { type: 'integer' } };
  const numbers = Array.from({ length: 3_000 }, (_, index) => index);

  it('ends the evaluation of one rule', async () => {
    const expensive = ruled(
      object({ items }),
      { rule: 'self.items.all(a, self.items.all(b, a + b >= 0))', message: 'm' },
      { rule: 'false' },
    );
    const { errors } = await outcome(expensive, { items: numbers });
    expect(errors).toEqual([
      'FieldValueInvalid spec: Invalid value: "object": \'operation cancelled: actual cost limit exceeded\': no further validation rules will be run due to call cost exceeds limit for rule: m',
    ]);
  });

  it('ends the evaluation of all rules, in several turns', async () => {
    const rules = Array.from({ length: 60 }, (_, index) => ({
      rule: `self.items.all(a, self.items.all(b, a + b + ${index} >= 0))`,
    }));
    const { ruleErrors } = await compileSchema(object({ spec: ruled(object({ items }), ...rules) }));
    const subject = {
      object: { spec: { items: numbers.slice(0, 300) } },
      old: undefined,
      found: [],
      warn: () => undefined,
    };
    const promise = ruleErrors(subject as unknown as RuleSubject);
    expect(promise).toBeInstanceOf(Promise);
    expect((await promise).map(({ message }) => message)).toEqual([
      'Invalid value: "object": validation failed due to running out of cost budget, no further validation rules will be run',
    ]);
  });
});
