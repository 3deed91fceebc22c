/**
 * The process that the crash tests kill: `crash-child.ts DIRECTORY SEED HOW`. Sixteen writers commit pairs of keys and
 * report each answer as a line `ack WRITER COUNT REVISION`, or `failed MESSAGE` when the store gives up. HOW `unflushable`
 * makes every durable write of the store fail after a while.
 */
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { messageOf, seededRandom, systemClock } from '@kubets/base';
import { openLmdbStore } from './lmdb-store.ts';

const [directory = '', seed = '0', how = ''] = process.argv.slice(2);
const writers = 16;
const report = (line: string): void => {
  writeSync(1, `${line}\n`);
};

/** LMDB makes a transaction durable by a synchronous write to the file's first pages, through a descriptor of its own. */
const synchronous = 0o10000;

function failFlushes(): void {
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      if (readlinkSync(`/proc/self/fd/${name}`) !== `${directory}/store.mdb`) continue;
      const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1] ?? '0';
      if ((Number.parseInt(flags, 8) & synchronous) === 0) continue;
      closeSync(Number(name));
      // Takes the number just freed: a device that refuses every write.
      openSync('/dev/full', 'r+');
    } catch {
      // The descriptor that listed the others is gone by now.
    }
  }
}

async function main(): Promise<void> {
  const random = seededRandom(Number(seed));
  const store = await openLmdbStore({ path: directory, clock: systemClock, mapSize: 2 ** 20 });
  report('ready');
  let newest = await store.revision();
  const write = async (writer: number): Promise<void> => {
    const [left, right] = [`left/${writer}`, `right/${writer}`];
    const before = await store.get(left);
    let count = before ? Number(before.value.toString().split(' ')[0]) : 0;
    for (let expected = before?.revision ?? 0; ; ) {
      const value = Buffer.from(`${++count} ${'x'.repeat(random.integer(random.next() < 0.02 ? 200_000 : 3000))}`);
      const result = await store.commit({
        expect: [{ key: left, revision: expected }],
        apply: [left, right, `count/${writer}/${count % 50}`].map((key) => ({ type: 'put', key, value }) as const),
      });
      if (!result.committed) return report(`failed refused ${left}`);
      expected = result.revision;
      newest = Math.max(newest, expected);
      report(`ack ${writer} ${count} ${expected}`);
      if (random.next() < 0.01) await store.compact(newest - random.integer(100));
      if (how === 'unflushable' && count === 20) failFlushes();
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

main().catch((error: unknown) => {
  report(`failed ${messageOf(error)}`);
  process.exitCode = 1;
});
