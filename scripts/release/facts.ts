/**
 * `npm run facts -- 1.36.2 1.37.2` derives the API facts of these releases from Kubernetes' public Go modules and
 * writes them to packages/api/api/facts. With `--check` it writes nothing, and fails if a file is out of date. It needs Go.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../generate/facts.ts';
import { runGoProgram } from './go-program.ts';
import { type Gates, mergeGates } from './merge-gates.ts';

interface ReleaseFacts {
  readonly gates: Gates;
}

/** JSON with one entry of an object on each line, so that a change is one line of a diff. */
function entryPerLine(entries: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(entries).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new RangeError('name the releases, from the oldest to the newest: 1.36.2 1.37.2');

const releases = positionals.map((release) => [release, runGoProgram(release) as ReleaseFacts] as const);
const gates = mergeGates(releases.map(([release, facts]) => [release, facts.gates] as const));

const files = new Map([
  ['feature-gates.json', `{\n"releases":${JSON.stringify(positionals)},\n"gates":${entryPerLine({ ...gates })}\n}\n`],
]);

const folder = resolve(root, 'packages/api/api/facts');
const changed = [...files].filter(([name, text]) => readFileSync(resolve(folder, name), 'utf8') !== text);
for (const [name, text] of changed) {
  if (values.check) console.error(`out of date: packages/api/api/facts/${name}`);
  else writeFileSync(resolve(folder, name), text);
}
if (values.check && changed.length > 0) process.exit(1);
console.log(`${files.size} files, ${values.check ? 0 : changed.length} written`);
