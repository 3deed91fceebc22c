/**
 * The process that the crash tests kill: `crash-child.ts DIRECTORY SEED HOW`. Sixteen writers commit pairs of keys and report each
 * result as a line `ack WRITER COUNT REVISION`, or `failed MESSAGE` if the store fails.
 */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { messageOf, type Random, seededRandom, systemClock } from '@kubets/base';
import type { Operation, Store } from '@kubets/storage';
import { type How, hastyClock, leaseSeconds, writers } from './crash-terms.ts';
import { openLmdbStore } from './lmdb-store.ts';

const [directory = '', seed = '0', how = ''] = process.argv.slice(2) as [string, string, How];
const report = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** LMDB makes a transaction durable by a synchronous write to the first pages, with a separate descriptor. */
const synchronous = 0o10000;

function failFlushes(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${name}`) !== `${directory}/store.mdb`) continue;
      const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1] ?? '0';
      if ((Number.parseInt(flags, 8) & synchronous) === 0) continue;
      closeSync(Number(name));
      // Reuses the closed descriptor for a device that refuses all writes.
      openSync('/dev/full', 'r+');
    } catch {
      // The descriptor that listed the others is gone by now.
    }
  }
}

/** The keys of a pair, and keys that fill the history; or a key with a short lease, and one that stays. */
function operationsOf(writer: number, count: number, value: Uint8Array): readonly Operation[] {
  const put = (key: string): Operation => ({ type: 'put', key, value });
  const pair = [put(`left/${writer}`), put(`right/${writer}`)];
  if (how !== 'expiring') return [...pair, put(`count/${writer}/${count % 50}`)];
  const leased = (key: string, seconds: number): Operation => ({ ...put(key), leaseSeconds: seconds }) as Operation;
  return [
    ...pair,
    leased(`short/${writer}/${count}`, leaseSeconds),
    count % 2 ? leased(`kept/${writer}`, leaseSeconds) : leased(`kept/${writer}`, 3600),
  ];
}

/** Background work, so that the process is killed during it. */
async function upkeep(store: Store, random: Random): Promise<void> {
  for (;;) {
    await systemClock.sleep(random.integer(10));
    if (how === 'compacting') await store.compact((await store.revision()) - random.integer(3));
    else if (how === 'defragmenting') await store.defragment?.();
    else if (random.next() < 0.1) await store.compact(Math.max(1, (await store.revision()) - random.integer(100)));
  }
}

async function main(): Promise<void> {
  const random = seededRandom(Number(seed));
  const store = await openLmdbStore({ path: directory, clock: hastyClock, mapSize: 2 ** 20 });
  report('ready');
  const write = async (writer: number): Promise<void> => {
    const left = `left/${writer}`;
    const before = await store.get(left);
    let count = before ? Number(before.value.toString().split(' ')[0]) : 0;
    for (let expected = before?.revision ?? 0; ; ) {
      const value = Buffer.from(`${++count} ${'x'.repeat(random.integer(random.next() < 0.02 ? 200_000 : 3000))}`);
      const apply = operationsOf(writer, count, value);
      const result = await store.commit({ expect: [{ key: left, revision: expected }], apply });
      if (!result.committed) return report(`failed refused ${left}`);
      expected = result.revision;
      report(`ack ${writer} ${count} ${expected}`);
      if (how === 'unflushable' && count === 20) failFlushes();
    }
  };
  await Promise.all([upkeep(store, random), ...Array.from({ length: writers }, (_, writer) => write(writer))]);
}

main().catch((error: unknown) => {
  report(`failed ${messageOf(error)}`);
  process.exitCode = 1;
  // Other writers must not keep the process alive.
  process.exit();
});
