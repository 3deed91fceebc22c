/**
 * Schemas and objects that are made to be slow take bounded work. The unit of work parses and prints one megabyte; without limits,
 * these take many times as many. The bound leaves room for a processor that is shared.
 */
import type { RuleSubject } from '@kubets/api';
import { workUnits } from '@kubets/base/platform/testing';
import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';

const maxUnits = 12;

const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more });
const items = (schema: object): object => object({ list: { type: 'array', items: schema } });
const many = (value: unknown, length = 50_000): { list: unknown[] } => ({ list: Array.from({ length }, () => value) });

const clauses = Array.from({ length: 500 }, (_, index) => ({ properties: { a: { minimum: index } }, required: ['b'] }));
const structured = Array.from({ length: 2_000 }, (_, index) => ({ a: index }));

describe('a validation', () => {
  it.each([
    [
      'alternatives for each of many items',
      items({ ...object({ a: { type: 'integer' } }), anyOf: clauses }),
      many({ a: -1 }),
    ],
    [
      'a set of structured values for each of many items',
      items({ ...object({ a: { type: 'integer' } }), enum: structured }),
      many({ a: -1 }),
    ],
    [
      'patterns for a long text',
      object({
        text: { type: 'string', allOf: Array.from({ length: 300 }, (_, index) => ({ pattern: `(a|b)*c{${index}}$` })) },
      }),
      { text: 'ab'.repeat(500_000) },
    ],
  ])('%s is refused after bounded work', async (_, schema, value) => {
    const { type } = await compileSchema(schema);
    let found: readonly { message: string }[] = [];
    expect(workUnits(() => (found = type.validate(value)))).toBeLessThan(maxUnits);
    expect(found.map(({ message }) => message)).toContain(
      'Forbidden: validating the object by its schema takes too many checks',
    );
  });

  const names = Array.from({ length: 1_500 }, (_, index) => `p${index}`);
  const large = (size: number): object =>
    object(Object.fromEntries(names.map((name, i) => [name, { type: 'string', pattern: `^(a|b{0,${size}}|${i})+$` }])));
  const value = Object.fromEntries(names.map((name) => [name, 'a']));

  it('finds its patterns compiled', async () => {
    const { type } = await compileSchema(large(20));
    let found: readonly object[] = [];
    expect(workUnits(() => (found = type.validate(value)))).toBeLessThan(maxUnits);
    expect(found).toEqual([]);
  });

  it('is refused if the patterns of the schema are too large together', async () => {
    const { type } = await compileSchema(large(900));
    let found: readonly { message: string }[] = [];
    expect(workUnits(() => (found = type.validate(value)))).toBeLessThan(maxUnits);
    expect(found.map(({ message }) => message)).toContain(
      'Forbidden: validating the object by its schema takes too many checks',
    );
  });

  it('ends for long texts', async () => {
    const { type } = await compileSchema(object({ text: { type: 'string', pattern: '^(a+)+$' } }));
    expect(workUnits(() => type.validate({ text: `${'a'.repeat(100_000)}b` }))).toBeLessThan(maxUnits);
  });
});

describe('an update', () => {
  const depth = 400;
  const nested = (bottom: object, level = depth): object =>
    level === 0 ? bottom : object({ below: nested(bottom, level - 1) });
  const within = (bottom: unknown, level = depth): unknown =>
    level === 0 ? bottom : { below: within(bottom, level - 1) };

  it('of a deep object compares each part once', async () => {
    const { type } = await compileSchema(nested(items({ type: 'integer' })));
    const list = Array.from({ length: 90_000 }, (_, index) => index);
    const old = within({ list: [...list, 1] });
    const value = within({ list: [...list, 2] });
    expect(workUnits(() => type.validateUpdate(value, old))).toBeLessThan(maxUnits);
  });
});

describe('defaults', () => {
  const preset = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field-${index}`, 'a value']));

  it('do not make an object larger than what is stored', async () => {
    const { type } = await compileSchema(items(object({ a: { type: 'object', default: preset } })));
    const fill = (): unknown => type.applyDefaults(many({}, 20_000));
    expect(fill).toThrow('Request entity too large');
    expect(
      workUnits(() => {
        try {
          fill();
        } catch {
          // Refused, as above.
        }
      }),
    ).toBeLessThan(maxUnits);
  });
});

describe('rules', () => {
  it('that are many and cheap give other requests their turns', async () => {
    const rule = { 'x-kubernetes-validations': [{ rule: 'self.a >= 0' }] };
    const { ruleErrors } = await compileSchema(items({ ...object({ a: { type: 'integer' } }), ...rule }));
    const subject = { object: many({ a: 1 }), old: undefined, found: [], warn: () => undefined };
    const first = ruleErrors(subject as unknown as RuleSubject);
    expect(first).toBeInstanceOf(Promise);
    expect(await first).toEqual([]);
  });
});
