/** The parts of another API server's OpenAPI document, also of hostile ones. */
import { componentOf, type JsonMap } from '@kubets/api/openapi';
import { describe, expect, it } from 'vitest';
import { partsOfDocument } from './merge-document.ts';

const root = '/apis/farm.example.com/v1';
const status = 'io.k8s.apimachinery.pkg.apis.meta.v1.Status';
const reference = (name: string): JsonMap => ({ $ref: `#/definitions/${name}` });

const document = (definitions: JsonMap, ...names: readonly string[]): JsonMap => ({
  swagger: '2.0',
  paths: {
    [`${root}/cows`]: { get: { responses: { 200: { schema: { type: 'array', items: names.map(reference) } } } } },
    '/apis/other.example.com/v1/pigs': { get: { responses: { 200: { schema: reference('Pig') } } } },
  },
  definitions,
});

const names = async (from: unknown, taken = new Map<string, JsonMap>()): Promise<readonly string[]> =>
  (await partsOfDocument(from, root, taken)).map(({ name }) => name);

describe('partsOfDocument', () => {
  it('takes the paths of the group version, and the definitions that they need', async () => {
    const definitions = {
      Cow: { properties: { tail: reference('Tail') } },
      Tail: { type: 'string' },
      Pig: { type: 'object' },
    };
    expect(await names(document(definitions, 'Cow'))).toEqual([`${root}/cows`, 'Cow', 'Tail']);
  });

  it('omits definitions that are the same, and renames those that are not', async () => {
    const same = componentOf('k8s.io/apimachinery/pkg/apis/meta/v1.Status', 'v2');
    expect(await names(document({ [status]: same }, status))).toEqual([`${root}/cows`]);
    const other = { type: 'string' };
    const parts = await partsOfDocument(document({ [status]: other }, status), root, new Map());
    expect(parts[1]).toEqual({ section: 'schemas', name: `${status}_v2`, value: other });
    expect(JSON.stringify(parts[0]?.value)).toContain(`"$ref":"#/definitions/${status}_v2"`);
    const taken = new Map<string, JsonMap>([
      ['Cow', { type: 'number' }],
      ['Cow_v2', other],
    ]);
    expect(await names(document({ Cow: { type: 'object' } }, 'Cow'), taken)).toEqual([`${root}/cows`, 'Cow_v3']);
    expect(await names(document({ Cow: other }, 'Cow'), taken)).toEqual([`${root}/cows`]);
  });

  it('accepts cycles and references to nothing', async () => {
    const definitions = { Cow: { properties: { calf: reference('Cow'), barn: reference('constructor') } } };
    expect(await names(document(definitions, 'Cow', '__proto__'))).toEqual([`${root}/cows`, 'Cow']);
  });

  it.each([
    null,
    [],
    {},
    { swagger: '2.0' },
    { swagger: '2.0', paths: [], definitions: {} },
    { openapi: '3.0.0', paths: {} },
  ])('refuses %j', async (from) => {
    await expect(names(from)).rejects.toThrow('document');
  });

  it('refuses a document that is nested too deeply', async () => {
    const deep = JSON.parse(`${'{"items":'.repeat(100_000)}{}${'}'.repeat(100_000)}`);
    await expect(names(document({ Cow: deep }, 'Cow'))).rejects.toThrow('nested more than 100 levels deep');
  });
});
