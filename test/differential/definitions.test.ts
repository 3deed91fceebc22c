/**
 * CustomResourceDefinitions, valid ones and random changes to them, are accepted and refused as by upstream's own package, with the same
 * errors. Skipped without Go.
 */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import { isPlain, type Plain } from '@kubets/machinery/json';
import { nameIsDnsSubdomain, validateObjectMeta, validateObjectMetaUpdate } from '@kubets/machinery/names';
import { expect, test } from 'vitest';
import { validateDefinition } from '../../packages/server/apiextensions/src/definition/validation.ts';
import { builtinType } from '../../packages/server/apiserver/src/engine/schema-library.ts';
import { mutated, validDefinitions } from './definitions.ts';
import { type Answer, type Fault, upstreamProgram } from './upstream.ts';

interface Question {
  readonly object: object;
  readonly old?: object;
}

const seed = Number(process.env.SEED ?? 20261130);
const count = 1500;
/** Shares of equal lists of errors. Others differ in words: Go's order of maps, values as Go shows them, syntax errors of ANTLR. */
const minSameErrors = 0.97;

const upstream = upstreamProgram();

/** As the API server decodes it; undefined if it does not. */
function decoded(object: object): CustomResourceDefinition | undefined {
  const type = builtinType(customResourceDefinitions.typeName);
  const { value, error } = type.decode(object);
  return error === undefined ? (type.applyDefaults(value) as CustomResourceDefinition) : undefined;
}

async function ours({ object, old }: Question): Promise<readonly Fault[] | undefined> {
  const definition = decoded(object);
  const standing = old === undefined ? undefined : decoded(old);
  if (definition === undefined || (old !== undefined && standing === undefined)) return undefined;
  const rules = { namespaced: false, nameRule: nameIsDnsSubdomain };
  const metadata =
    standing === undefined
      ? validateObjectMeta(definition.metadata ?? {}, rules)
      : validateObjectMetaUpdate(definition.metadata ?? {}, standing.metadata ?? {});
  return [...metadata, ...(await validateDefinition(definition, standing))];
}

const lines = (faults: readonly Fault[]): readonly string[] =>
  faults
    .map(({ type, field, message }) => `${type} ${field}: ${message}`.replaceAll(/selfType\d*/g, 'selfType'))
    .sort();

/** Compares all answers. Returns those with another verdict, and the share with the same errors. */
async function compare(
  questions: readonly Question[],
): Promise<{ readonly differ: readonly unknown[]; readonly same: number }> {
  const answers = upstream.ask(questions);
  const differ: unknown[] = [];
  let [compared, same] = [0, 0];
  for (const [index, question] of questions.entries()) {
    const { faults, error } = answers[index] as Answer;
    const mine = await ours(question);
    if (mine === undefined || error !== undefined) continue;
    compared += 1;
    const [left, right] = [lines(mine), lines(faults ?? [])];
    if (left.length > 0 !== right.length > 0) differ.push({ index, ours: left, upstream: right });
    if (left.join('\n') === right.join('\n')) same += 1;
  }
  return { differ, same: same / compared };
}

test(`definitions are validated as upstream validates them (SEED=${seed})`, async (context) => {
  if (upstream.missing !== undefined) context.skip(upstream.missing);
  const random = seededRandom(seed);
  const dice = { below: (limit: number) => Math.floor(random.next() * limit) };
  const all = Array.from({ length: count }, (_, index): object =>
    mutated(validDefinitions[index % validDefinitions.length] as never, dice),
  );
  expect(await compare(validDefinitions.map((object) => ({ object })))).toEqual({ differ: [], same: 1 });
  const { differ, same } = await compare(all.map((object) => ({ object })));
  expect(differ).toEqual([]);
  expect(same).toBeGreaterThan(minSameErrors);
});

/** As if it were in the store. */
function stored(definition: Plain): object {
  const metadata = isPlain(definition.metadata) ? definition.metadata : {};
  return { ...definition, metadata: { ...metadata, resourceVersion: '1' } };
}

test(`updates are validated as upstream validates them (SEED=${seed})`, async (context) => {
  if (upstream.missing !== undefined) context.skip(upstream.missing);
  const random = seededRandom(seed + 1);
  const dice = { below: (limit: number) => Math.floor(random.next() * limit) };
  const all = Array.from({ length: count / 2 }, (_, index): Question => {
    const old = mutated(validDefinitions[index % validDefinitions.length] as never, dice);
    return { object: stored(mutated(old, dice)), old: stored(old) };
  });
  const { differ, same } = await compare(all);
  expect(differ).toEqual([]);
  expect(same).toBeGreaterThan(minSameErrors);
});
