/**
 * `npm run simulate -- --seed 7 --minutes 60`: one long run of the simulator. Without a seed it draws one and prints it.
 *
 * `--hurry 4` multiplies the rates of actions and faults; `--planes 3` sets the number of control planes; `--count 100` runs this
 * many seeds; `--log` prints the logs; `--twice` verifies the replay; `--mutant 'reads are stale'` adds a deliberate bug.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isMutant, type SimulationReport, simulate } from '@kubets/simulator';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    count: { type: 'string', default: '1' },
    nodes: { type: 'string', default: '3' },
    planes: { type: 'string', default: '2' },
    mutant: { type: 'string', default: '' },
    hurry: { type: 'string', default: '1' },
    log: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
  },
});
const first = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
const minutes = Number(values.minutes);

function run(seed: number): Promise<SimulationReport> {
  return simulate({
    seed,
    minutes,
    nodes: Number(values.nodes),
    planes: Number(values.planes),
    hurry: Number(values.hurry),
    ...(isMutant(values.mutant) ? { mutant: values.mutant } : {}),
    ...(values.log ? { onLog: (line) => console.log(JSON.stringify(line)) } : {}),
  });
}

let failed = 0;
for (let seed = first; seed < first + Number(values.count); seed++) {
  const started = performance.now();
  const report = await run(seed);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const same = !values.twice || (await run(seed)).hash === report.hash;
  const good = report.violations.length === 0 && same;
  if (!good) failed++;
  const verdict = `${good ? 'ok  ' : 'FAIL'} seed ${seed}: ${minutes} minutes, ${report.revision} revisions, hash ${report.hash}`;
  console.log(`${verdict} in ${seconds} s${same ? '' : ': THE SECOND RUN DIFFERS'}`);
  for (const { rule, detail, at } of report.violations) console.log(`     ${rule} (second ${at}): ${detail}`);
  if (Number(values.count) === 1) console.log(report.counts);
}
process.exit(failed === 0 ? 0 : 1);
