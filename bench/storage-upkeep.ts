/** Store maintenance: compaction, and the start with many objects. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import type { Operation, Store } from '@kubets/storage';
import { openLmdbStore } from '@kubets/store-lmdb/platform';
import { Cluster } from '../test/harness.ts';
import { median, type Row } from './measure.ts';

const rounds = 5;
const revisions = 20_000;
const keys = 2000;
const objects = 100_000;
const perCommit = 500;

const put = (key: string, value: Uint8Array): Operation => ({ type: 'put', key, value });

async function writeRevisions(store: Store, value: Uint8Array): Promise<void> {
  for (let first = 0; first < revisions; first += keys) {
    const commits = Array.from({ length: keys }, (_, index) =>
      store.commit({ expect: [], apply: [put(`/registry/pods/default/pod-${index}`, value)] }),
    );
    await Promise.all(commits);
  }
}

/** Time to write this number of revisions, and to compact them, in milliseconds. */
async function compaction(): Promise<readonly Row[]> {
  const path = mkdtempSync(join(tmpdir(), 'kubets-bench-'));
  try {
    await using store = await openLmdbStore({ path, clock: systemClock });
    const value = Buffer.alloc(2048, 7);
    const times: number[] = [];
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await writeRevisions(store, value);
      const written = performance.now();
      await store.compact(await store.revision());
      times.push(performance.now() - written);
      shares.push((performance.now() - written) / (written - start));
    }
    const seconds = (median(times) / revisions) * 1000;
    return [
      {
        what: 'compaction of a million revisions of 2 KB',
        measured: `${seconds.toFixed(0)} s, ${(median(shares) * 100).toFixed(0)}% of the time it took to write them`,
        aim: '≤ 50%',
        met: median(shares) <= 0.5,
      },
    ];
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** As the API server stores it. */
function configMap(index: number): Uint8Array {
  const uid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const name = `config-${index}`;
  const metadata = { name, namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z' };
  const data = { text: name.repeat(150).slice(0, 1800) };
  return new TextEncoder().encode(JSON.stringify({ kind: 'ConfigMap', apiVersion: 'v1', metadata, data }));
}

async function fill(cluster: Cluster): Promise<void> {
  const path = join(cluster.directory, 'data', 'store');
  await using store = await openLmdbStore({ path, clock: systemClock });
  for (let first = 0; first < objects; first += perCommit) {
    const apply = Array.from({ length: perCommit }, (_, index) =>
      put(`/registry/configmaps/default/config-${first + index}`, configMap(first + index)),
    );
    await store.commit({ expect: [], apply });
  }
}

/** Time from the start of the program until it is ready, in milliseconds. */
async function restart(cluster: Cluster): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await cluster.up();
    times.push(performance.now() - start);
    await cluster.end('SIGTERM');
  }
  return median(times);
}

async function restarts(): Promise<readonly Row[]> {
  await using cluster = new Cluster({ flags: ['--runtime', 'simulated'] });
  await cluster.up();
  await cluster.end('SIGTERM');
  const empty = await restart(cluster);
  await fill(cluster);
  const full = await restart(cluster);
  return [
    {
      what: 'restart with 100,000 objects until ready',
      measured: `${full.toFixed(0)} ms, ${(full / empty).toFixed(1)}× of one with none (${empty.toFixed(0)} ms)`,
      aim: '≤ 4×',
      met: full / empty <= 4,
    },
  ];
}

export async function storageUpkeep(): Promise<readonly Row[]> {
  return [...(await compaction()), ...(await restarts())];
}
