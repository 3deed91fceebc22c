/**
 * Custom resources, random ones for random definitions, are pruned, defaulted, accepted and refused as by upstream's own package,
 * with the same errors, on creation and on update. Skipped without Go.
 */

import { seededRandom } from '@kubets/base';
import { isPlain, type Plain } from '@kubets/machinery/json';
import { expect, test } from 'vitest';
import { type TestCluster, testCluster } from '../../packages/server/kube-apiserver/src/cluster-testing.ts';
import { loadLateModules } from '../../packages/server/kube-apiserver/src/late-modules.ts';
import { type Dice, mutated, validDefinitions } from './definitions.ts';
import { objectFor } from './objects.ts';
import { type Answer, type Fault, upstreamProgram } from './upstream.ts';

const seed = Number(process.env.SEED ?? 20261201);
const definitionCount = 60;
const objectsPerDefinition = 40;

const upstream = upstreamProgram();

interface Question {
  readonly definition: Plain;
  readonly object: Plain;
  readonly old?: Plain;
}

interface Outcome {
  readonly faults: readonly Fault[];
  readonly stored?: unknown;
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** The definition in a group of its own, so that all can be served at once. */
function inGroup(definition: Plain, index: number): Plain {
  const spec = definition.spec as Plain;
  const group = `g${index}.example.com`;
  return { ...definition, metadata: { name: `${(spec.names as Plain).plural}.${group}` }, spec: { ...spec, group } };
}

/** Definitions that the server accepts and serves. */
async function servedDefinitions(cluster: TestCluster, dice: Dice): Promise<readonly Plain[]> {
  const served: Plain[] = [];
  for (let index = 0; served.length < definitionCount; index++) {
    const valid = validDefinitions[index % validDefinitions.length] as Plain;
    const definition = inGroup(index < validDefinitions.length ? valid : mutated(valid, dice), index);
    const { code, body } = await cluster.call(`POST ${crds}`, definition);
    if (code !== 201) continue;
    const [version] = (body as unknown as { spec: { versions: readonly Plain[] } }).spec.versions;
    if (version?.served === true) served.push(definition);
  }
  await cluster.clock.advance(2000);
  return served;
}

function collectionOf({ spec }: Plain): string {
  const { group, names, scope, versions } = spec as {
    group: string;
    names: Plain;
    scope: string;
    versions: readonly Plain[];
  };
  const place = scope === 'Namespaced' ? 'namespaces/default/' : '';
  return `/apis/${group}/${versions[0]?.name}/${place}${names.plural}`;
}

/** The server's answer to a dry run of the write. */
async function ours(cluster: TestCluster, question: Question, line: string): Promise<Outcome> {
  const { code, body } = await cluster.call(line, question.object);
  if (code < 300) {
    const { metadata: _, ...stored } = body as Plain;
    return { faults: [], stored };
  }
  const { details, message } = body as { details?: { causes?: readonly Plain[] }; message?: string };
  const causes = details?.causes ?? [{ reason: `code ${code}`, field: '', message }];
  const faults = causes.map(({ reason, field, message: text }) => ({
    type: String(reason),
    field: String(field),
    message: String(text),
  }));
  return { faults };
}

const lines = (faults: readonly Fault[]): readonly string[] =>
  faults.map(({ type, field, message }) => `${type} ${field}: ${message}`).sort();

/** Go encodes maps in the order of their keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

function differences(questions: readonly Question[], mine: readonly Outcome[]): readonly unknown[] {
  const answers: readonly Answer[] = upstream.ask(questions);
  return questions.flatMap((question, index) => {
    const { faults, error, stored } = answers[index] as Answer;
    const found = mine[index] as Outcome;
    if (error !== undefined) return [];
    // Metadata that cannot be decoded is refused before validation, in other words.
    const undecoded = faults?.some(({ message }) => message.includes('json: cannot unmarshal')) === true;
    if (undecoded && found.faults.length > 0) return [];
    const left = { faults: lines(found.faults), stored: JSON.stringify(sorted(found.stored)) };
    const right = { faults: lines(faults ?? []), stored: JSON.stringify(sorted(stored)) };
    if (JSON.stringify(left) === JSON.stringify(right)) return [];
    return [{ object: JSON.stringify(question.object), ours: left, upstream: right }];
  });
}

test(`custom resources are validated as upstream validates them (SEED=${seed})`, async (context) => {
  if (upstream.missing !== undefined) context.skip(upstream.missing);
  // The first definition would load them, while virtual time passes.
  await loadLateModules();
  const random = seededRandom(seed);
  const dice = { below: (limit: number) => Math.floor(random.next() * limit) };
  await using cluster = await testCluster();
  const questions: Question[] = [];
  const mine: Outcome[] = [];
  for (const definition of await servedDefinitions(cluster, dice)) {
    const collection = collectionOf(definition);
    let old: Plain | undefined;
    for (let index = 0; index < objectsPerDefinition; index++) {
      const object = objectFor(definition, 'a', dice);
      const created: Question = { definition, object };
      questions.push(created);
      mine.push(await ours(cluster, created, `POST ${collection}?dryRun=All`));
      if (old === undefined) {
        const { code, body } = await cluster.call(`POST ${collection}`, {
          ...object,
          metadata: { ...(object.metadata as Plain), name: 'old' },
        });
        if (code === 201) old = body as Plain;
        continue;
      }
      // The server fills in what a client omits before it validates.
      const { uid, generation, creationTimestamp, resourceVersion } = old.metadata as Plain;
      const metadata = { name: 'old', namespace: 'default', resourceVersion, uid, generation, creationTimestamp };
      const updated: Question = { definition, object: { ...object, metadata }, old };
      questions.push(updated);
      mine.push(await ours(cluster, updated, `PUT ${collection}/old?dryRun=All`));
    }
  }
  const valid = mine.filter(({ faults }) => faults.length === 0).length;
  expect(valid).toBeGreaterThan(questions.length / 20);
  const differ = differences(questions, mine);
  expect(differ).toEqual([]);
});
