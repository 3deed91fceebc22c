/**
 * `npm run facts -- 1.36.2 1.37.2` derives the API facts of the newest of these releases, and what differs in the others, from
 * Kubernetes' public Go modules. It writes them to packages/api/api/facts. With `--check` it writes nothing, and fails if a file is
 * out of date. It needs Go and etcd; the first run of a release builds kube-apiserver.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../generate/facts.ts';
import { columnFacts } from './columns.ts';
import { documentationFacts } from './documentation.ts';
import { buildGoProgram, runGoProgram } from './go-program.ts';
import { UpstreamServer } from './kube-apiserver.ts';
import { type Gates, mergeGates } from './merge-gates.ts';
import { mergeResources } from './merge-resources.ts';
import { gatesOfKinds, resourceFactsOf, type StorageFacts, unknownGates } from './resources.ts';
import { readServed, type Served } from './served.ts';
import { type GoType, type Schema, typeFacts } from './types.ts';
import { factsText } from './write-facts.ts';

/** What the Go program prints. */
interface Printed extends StorageFacts {
  readonly gates: Gates;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly types: Readonly<Record<string, GoType>>;
}

interface ReleaseFacts {
  readonly release: string;
  readonly printed: Printed;
  readonly byDefault: Served;
  readonly all: Served;
  readonly program: string;
}

async function served(program: string, ...flags: readonly string[]): Promise<Served> {
  await using server = await UpstreamServer.start(program, ...flags);
  return await readServed(server);
}

const enabled = (gates: Iterable<string>): string =>
  `--feature-gates=${[...gates].map((gate) => `${gate}=true`).join(',')}`;
const allVersions = '--runtime-config=api/all=true';

async function read(release: string): Promise<ReleaseFacts> {
  const program = buildGoProgram(release);
  const byDefault = await served(program);
  const all = await served(program, allVersions, enabled(['AllAlpha', 'AllBeta']));
  // Types of alpha versions are left out: nothing serves them.
  const versions = [...all.resources.keys()].filter((key) => !key.includes('alpha'));
  const printed = JSON.parse(runGoProgram(program, ['print', ...versions])) as Printed;
  const known = new Set(Object.values(gatesOfKinds).filter((gate) => Object.hasOwn(printed.gates, gate)));
  const required = [...known].flatMap((gate) => printed.gates[gate]?.requires ?? []);
  const missing = unknownGates(await served(program, allVersions, enabled(new Set([...known, ...required]))), all);
  if (missing.length > 0) throw new RangeError(`add the gates of these to gatesOfKinds: ${missing.join(', ')}`);
  return { release, program, printed, byDefault, all };
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new RangeError('name the releases, from the oldest to the newest: 1.36.2 1.37.2');

const releases: ReleaseFacts[] = [];
for (const release of positionals) releases.push(await read(release));
const newest = releases.at(-1);
if (newest === undefined) throw new RangeError('no release');

const { printed, byDefault, all, program, release: kubernetes } = newest;
const gates = mergeGates(releases.map((each) => [each.release, each.printed.gates] as const));
const resources = mergeResources(releases.map((each) => [each.release, resourceFactsOf(each, each.printed)] as const));
const types = typeFacts({ ...printed, byDefault: byDefault.schemas, all: all.schemas });
const published = Object.entries(types).flatMap(([name, type]) => (type['published'] === false ? [] : [name]));
const files = new Map([
  ['feature-gates.json', factsText({ releases: positionals, gates })],
  ['resources.json', factsText({ kubernetes, ...resources })],
  ['columns.json', factsText({ kubernetes, ...columnFacts(all) })],
  ['types.json', factsText({ kubernetes, types })],
  ['documentation.json', factsText({ kubernetes, ...documentationFacts(published, printed.schemas) })],
]);

/** Objects with the bytes that Go makes of them, for the tests of protobuf. */
const goldens = '../testdata/protobuf.jsonl';
const folder = resolve(root, 'packages/api/api/facts');
const textOf = (name: string): string =>
  existsSync(resolve(folder, name)) ? readFileSync(resolve(folder, name), 'utf8') : '';
files.set(goldens, runGoProgram(program, ['encode'], textOf(goldens)));
const changed = [...files].filter(([name, text]) => textOf(name) !== text);
for (const [name, text] of changed) {
  if (values.check) console.error(`out of date: packages/api/api/facts/${name}`);
  else writeFileSync(resolve(folder, name), text);
}
if (values.check && changed.length > 0) process.exit(1);
console.log(`${files.size} files, ${values.check ? 0 : changed.length} written`);
