/** `npm run bench`: the figures the house is held to, in one table. `npm run bench -- NAME` runs one of them. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fetchTools } from '../scripts/test-tools.ts';
import { getObject } from './get-object.ts';
import { machineryApply } from './machinery-apply.ts';
import { machineryCel } from './machinery-cel.ts';
import { machinerySchema } from './machinery-schema.ts';
import { machinerySmall } from './machinery-small.ts';
import { machineryWire } from './machinery-wire.ts';
import { manyPods } from './many-pods.ts';
import { printTable, type Row } from './measure.ts';
import { startUp } from './start-up.ts';
import { storage } from './storage.ts';
import { storageUpkeep } from './storage-upkeep.ts';

const benches: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  'start-up': startUp,
  'many-pods': manyPods,
  'get-object': getObject,
  storage: async () => [...(await storage()), ...(await storageUpkeep())],
  schema: machinerySchema,
  apply: machineryApply,
  'small-engines': machinerySmall,
  wire: machineryWire,
  cel: machineryCel,
};
/** Several by one name. */
const groups: Readonly<Record<string, readonly string[]>> = {
  engines: ['schema', 'apply', 'small-engines', 'wire', 'cel'],
};

const wanted = process.argv.slice(2).flatMap((name) => (Object.hasOwn(groups, name) ? (groups[name] ?? []) : [name]));
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `no benchmark ${unknown.join(', ')}: there are ${[...Object.keys(benches), ...Object.keys(groups)].join(', ')}`,
  );
  process.exit(1);
}
const root = resolve(import.meta.dirname, '..');
fetchTools();
if (spawnSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1);
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches))
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench()));
printTable(rows);
