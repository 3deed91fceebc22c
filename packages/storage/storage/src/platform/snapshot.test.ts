/** Snapshots: writing, reading, and detection of any changed byte. */
import { seededRandom, VirtualClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import type { ExportedEntry, StoreContent } from '../store.ts';
import { readSnapshot } from './read-snapshot.ts';
import { snapshotBytes } from './write-snapshot.ts';

async function* pagesOf(...pages: (readonly ExportedEntry[])[]): AsyncGenerator<readonly ExportedEntry[], void> {
  yield* pages;
}

async function fileOf(content: StoreContent): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of snapshotBytes(content, new VirtualClock())) parts.push(part);
  return Buffer.concat(parts);
}

/** Yields the bytes in pieces of any size, as a disk or a network would. */
async function* pieces(file: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

async function entriesOf(file: Buffer, size = 1000): Promise<readonly ExportedEntry[]> {
  const snapshot = await readSnapshot(pieces(file, size));
  const entries: ExportedEntry[] = [];
  for await (const page of snapshot.pages) entries.push(...page);
  snapshot.summary();
  return entries;
}

const random = seededRandom(5);
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.integer(256)));
const few: readonly ExportedEntry[] = [
  { key: '\u0000', value: bytes(0), revision: 1, created: 1 },
  { key: '/events/a', value: bytes(10), revision: 2 ** 47, created: 12, leaseSeconds: 3600 },
  { key: '漢\u{10ffff}', value: bytes(300), revision: 900, created: 12 },
];

describe('readSnapshot', () => {
  it.each([1, 7, 4096])('returns every entry as it was written, from pieces of %i bytes', async (size) => {
    const file = await fileOf({ revision: 2 ** 47, pages: pagesOf(few.slice(0, 1), [], few.slice(1)) });
    const snapshot = await readSnapshot(pieces(file, size));
    expect(snapshot.header).toEqual({ revision: 2 ** 47, created: expect.any(String), compression: 'zstd' });
    expect(() => snapshot.summary()).toThrow('not read to its end');
    const entries: ExportedEntry[] = [];
    for await (const page of snapshot.pages) entries.push(...page);
    expect(entries).toEqual(few);
    expect(snapshot.summary()).toMatchObject({
      keys: 3,
      size: 1 + 9 + 7 + 310,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('accepts an empty snapshot, many blocks, and values larger than a block', async () => {
    expect(await entriesOf(await fileOf({ revision: 4, pages: pagesOf() }))).toEqual([]);
    const many = Array.from({ length: 40 }, (_, index) => ({
      key: `/k/${100 + index}`,
      value: Buffer.alloc(index === 20 ? 3_000_000 : 100_000, index),
      revision: index + 1,
      created: 1,
    }));
    const file = await fileOf({ revision: 41, pages: pagesOf(many) });
    expect(file.length).toBeLessThan(50_000);
    expect(await entriesOf(file, 65_536)).toEqual(many);
  });

  it('rejects a snapshot that is truncated at any byte', async () => {
    const file = await fileOf({ revision: 1000, pages: pagesOf(few) });
    for (let length = 0; length < file.length; length++) {
      await expect(entriesOf(file.subarray(0, length)), `${length} bytes`).rejects.toThrow(
        length < 18 ? 'not a snapshot' : 'truncated',
      );
    }
  });

  it('rejects a snapshot in which any bit has changed', async () => {
    const file = await fileOf({ revision: 1000, pages: pagesOf(few) });
    for (let at = 0; at < file.length; at++) {
      const wrong = Buffer.from(file);
      wrong[at] = (wrong[at] ?? 0) ^ (1 << (at % 8));
      await expect(entriesOf(wrong), `byte ${at}`).rejects.toMatchObject({ name: 'StoreFailedError' });
    }
    await expect(entriesOf(Buffer.concat([file, Buffer.alloc(1)]))).rejects.toThrow('data after its end');
  });

  it('names the format version of a snapshot that is too new', async () => {
    const file = Buffer.from('kubets snapshot 2\nwhatever');
    await expect(entriesOf(file)).rejects.toThrow('format 2, but this version of kubets supports only 1');
  });

  it('rejects a snapshot whose store failed during the export', async () => {
    async function* broken(): AsyncGenerator<readonly ExportedEntry[], void> {
      yield few;
      throw new RangeError('gone');
    }
    await expect(fileOf({ revision: 1, pages: broken() })).rejects.toThrow('gone');
  });
});
