/** Payloads on disk: containers see all of the old one or all of the new one. */
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { writeAtomically } from './atomic-writer.ts';

describe('files written atomically', () => {
  const text = (value: string) => ({ bytes: new TextEncoder().encode(value), mode: 0o644 });
  it('shows all of the new or all of the old, and nothing that is gone', async () => {
    const { files } = createMemoryHost();
    await files.makeDirectory('/v', 0o777);
    const read = async (path: string) => new TextDecoder().decode((await files.read(path)) ?? undefined);
    await writeAtomically(
      files,
      '/v',
      new Map([
        ['a', text('1')],
        ['d/e/f', text('2')],
      ]),
      'v1',
      undefined,
    );
    expect([await read('/v/a'), await read('/v/d/e/f'), await files.readLink('/v/d')]).toEqual(['1', '2', '..data/d']);
    await writeAtomically(
      files,
      '/v',
      new Map([
        ['a', text('1')],
        ['d/e/f', text('2')],
      ]),
      'v2',
      undefined,
    );
    expect(await files.readLink('/v/..data')).toBe('..v1');
    await writeAtomically(
      files,
      '/v',
      new Map([
        ['a', text('3')],
        ['g', text('4')],
      ]),
      'v3',
      undefined,
    );
    expect([await read('/v/a'), await read('/v/g')]).toEqual(['3', '4']);
    expect((await files.list('/v')).toSorted()).toEqual(['..data', '..v3', 'a', 'g']);
    await writeAtomically(files, '/v', new Map(), 'v4', 2000);
    expect((await files.list('/v')).toSorted()).toEqual(['..data', '..v4']);
  });
});
