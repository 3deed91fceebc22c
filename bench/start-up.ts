/** Time from exec to a ready API server and node, on a warm disk, compared with `node -e 0`; and idle memory. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { Cluster, whyNoContainers } from '../test/harness.ts';
import { median, megabytes, processorSeconds, proportionalSetSize, type Row } from './measure.ts';

const rounds = 9;
const settleMilliseconds = 10_000;
const idleSeconds = 20;

function nothing(): number {
  const start = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - start;
}

/** The program, and all processes with the cluster's directory in their command line (containerd, shims). */
function processesOf(cluster: Cluster): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          pid === cluster.pid ||
          pid === cluster.parent?.pid ||
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster.directory)
        );
      } catch {
        return false;
      }
    });
}

async function measure(flags: readonly string[], name: string, aim: number): Promise<readonly Row[]> {
  // Everything is stopped between starts, including the container runtime.
  await using cluster = new Cluster({ flags });
  await cluster.up();
  await cluster.end('SIGINT');
  const ratios: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const base = nothing();
    const start = performance.now();
    await cluster.up();
    const took = performance.now() - start;
    times.push(took);
    ratios.push(took / base);
    if (round < rounds - 1) await cluster.end('SIGINT');
  }
  const pause = (milliseconds: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const total = (of: (pid: number) => number): number => processesOf(cluster).reduce((sum, pid) => sum + of(pid), 0);
  await pause(settleMilliseconds);
  const before = total(processorSeconds);
  await pause(idleSeconds * 1000);
  const idle = (total(processorSeconds) - before) / idleSeconds;
  const memory = total(proportionalSetSize);
  const ratio = median(ratios);
  return [
    {
      what: `start ${name}`,
      measured: `${ratio.toFixed(1)}× node -e 0 (${median(times).toFixed(0)} ms)`,
      aim: `≤ ${aim}×`,
      met: ratio <= aim,
    },
    { what: `idle memory ${name} (PSS)`, measured: megabytes(memory), aim: '≤ 150 MB', met: memory <= 150e6 },
    {
      what: `idle processor time ${name}`,
      measured: `${(idle * 100).toFixed(1)} % of a core`,
      aim: '≤ 2 %',
      met: idle <= 0.02,
    },
  ];
}

export async function startUp(): Promise<readonly Row[]> {
  const simulated = await measure(['--runtime', 'simulated'], 'without containers', 8);
  const why = whyNoContainers();
  if (why !== undefined) {
    console.log(`skipped the start with containers: ${why}`);
    return simulated;
  }
  return [...(await measure(['--runtime', 'cri'], 'with containers', 12)), ...simulated];
}
