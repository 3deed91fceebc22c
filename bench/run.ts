/**
 * `npm run bench` runs all benchmarks and prints one table. `npm run bench -- NAME …` runs some of them. To add one, create a file
 * with a function that resolves with rows, and add it here. It is loaded when it runs.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fetchTools } from '../scripts/test-tools.ts';
import { printTable, type Row } from './measure.ts';

type Bench = () => Promise<readonly Row[]>;

const benches: Readonly<Record<string, Bench>> = {
  'start-up': async () => (await import('./start-up.ts')).startUp(),
  'many-pods': async () => (await import('./many-pods.ts')).manyPods(),
  'get-object': async () => (await import('./get-object.ts')).getObject(),
  creates: async () => (await import('./creates.ts')).creates(),
  webhooks: async () => (await import('./webhooks.ts')).webhooks(),
  'request-cost': async () => (await import('./request-cost.ts')).requestCost(),
  storage: async () => (await import('./storage.ts')).storage(),
  lists: async () => (await import('./lists.ts')).lists(),
  watches: async () => (await import('./watches.ts')).watches(),
  upkeep: async () => (await import('./storage-upkeep.ts')).storageUpkeep(),
  schema: async () => (await import('./schema.ts')).schemas(),
  apply: async () => (await import('./apply.ts')).serverSideApply(),
  'small-engines': async () => (await import('./small-engines.ts')).smallEngines(),
  wire: async () => (await import('./wire.ts')).wireFormats(),
  cel: async () => (await import('./cel.ts')).celRules(),
  'custom-resources': async () => (await import('./custom-resources.ts')).customResources(),
};
/** Groups of benchmarks. */
const groups: Readonly<Record<string, readonly string[]>> = {
  engines: ['schema', 'apply', 'small-engines', 'wire', 'cel', 'custom-resources'],
};

/** A benchmark that fails counts as a missed target. The others still run. */
async function rowsOf(name: string, bench: Bench): Promise<readonly Row[]> {
  const start = performance.now();
  try {
    return await bench();
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    return [{ what: name, measured: 'broke down', aim: '', met: false }];
  } finally {
    console.error(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}

const wanted = process.argv.slice(2).flatMap((name) => (Object.hasOwn(groups, name) ? (groups[name] ?? []) : [name]));
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `unknown benchmark ${unknown.join(', ')}: use ${[...Object.keys(benches), ...Object.keys(groups)].join(', ')}`,
  );
  process.exit(1);
}
const root = resolve(import.meta.dirname, '..');
fetchTools();
if (spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1);
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches))
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await rowsOf(name, bench)));
printTable(rows);
