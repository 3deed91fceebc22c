/** Conformance: reads of the current and of retained revisions. */
import { expect } from 'vitest';
import { CompactedError, FutureRevisionError, InvalidKeyError } from '../store.ts';
import { bytes, compareBytes, del, put, type StoreCases, shown, text, write } from './support.ts';

const keysOf = (page: { readonly entries: readonly { readonly key: string }[] }): readonly string[] =>
  page.entries.map((entry) => entry.key);

/** Keys with characters that paths do not have, in the order of their UTF-8 bytes. */
const oddKeys = [
  '\u0000',
  '\u0000\u0000',
  '\u0000a',
  ' ',
  '"',
  '%2F',
  '../..',
  '/',
  '__proto__',
  'a',
  'a\u0000',
  'a\u0001',
];
const farKeys = ['constructor', 'ä', '漢', '\ufffd', '\u{1f600}', '\u{10ffff}'];

export const readCases: StoreCases = {
  'returns an entry with its value, revision and creation revision': async (store) => {
    const first = await write(store, put('/a', 'one'));
    const second = await write(store, put('/a', 'two'));
    expect(shown(await store.get('/a'))).toBe(`/a=two @${second} since ${first}`);
    expect(await store.get('/b')).toBeUndefined();
    await write(store, del('/a'));
    expect(await store.get('/a')).toBeUndefined();
    const again = await write(store, put('/a', 'three'));
    expect(shown(await store.get('/a'))).toBe(`/a=three @${again} since ${again}`);
  },

  'reads any retained revision as it was': async (store) => {
    const at: { readonly revision: number; readonly lines: readonly string[] }[] = [];
    const remember = async (): Promise<void> => {
      const page = await store.list({ prefix: '' });
      at.push({ revision: page.revision, lines: page.entries.map(shown) });
    };
    await remember();
    for (const key of ['b', 'a', 'c', 'b']) {
      await write(store, put(key, `${key}${at.length}`));
      await remember();
    }
    await write(store, del('a'), put('d', 'new'));
    await remember();
    await write(store, put('a', 'back'));
    await remember();
    for (const { revision, lines } of at) {
      const page = await store.list({ prefix: '', revision });
      expect(page.entries.map(shown)).toEqual(lines);
      expect(page.revision).toBe(revision);
      for (const key of ['a', 'b', 'c', 'd']) {
        const line = lines.find((each) => each.startsWith(`${key}=`)) ?? 'nothing';
        expect(shown(await store.get(key, revision))).toBe(line);
      }
    }
  },

  'pages consistently at the revision of the first page while writers go on': async (store) => {
    for (let index = 10; index < 35; index++) await write(store, put(`/p/${index}`, 'x'));
    const expected = keysOf(await store.list({ prefix: '/p/' }));
    const seen: string[] = [];
    let page = await store.list({ prefix: '/p/', limit: 7 });
    const { revision } = page;
    for (let turn = 0; ; turn++) {
      seen.push(...keysOf(page));
      if (!page.more) break;
      await write(store, put(`/p/1${turn}5`, 'between'), del(`/p/${34 - turn}`));
      page = await store.list({ prefix: '/p/', limit: 7, revision, after: seen.at(-1) as string });
      expect(page.revision).toBe(revision);
    }
    expect(seen).toEqual(expected);
  },

  'lists by prefix only, the empty prefix being everything': async (store) => {
    for (const key of ['/pods', '/pods/', '/pods/a', '/pods/a/b', '/podsx', '/z']) await write(store, put(key, 'v'));
    expect(keysOf(await store.list({ prefix: '/pods/' }))).toEqual(['/pods/', '/pods/a', '/pods/a/b']);
    expect(keysOf(await store.list({ prefix: '' }))).toHaveLength(6);
    expect(keysOf(await store.list({ prefix: '/pods', after: '/pods/a' }))).toEqual(['/pods/a/b', '/podsx']);
    expect(keysOf(await store.list({ prefix: '/pods', after: '/a' }))).toHaveLength(5);
    expect(keysOf(await store.list({ prefix: '/pods', after: '/q' }))).toEqual([]);
    expect(await store.list({ prefix: '/none/' })).toMatchObject({ entries: [], more: false });
    expect([await store.count('/pods'), await store.count('/pods/'), await store.count('')]).toEqual([5, 3, 6]);
  },

  'reports whether there are more entries, also exactly at the limit': async (store) => {
    await write(store, put('a', '1'), put('b', '2'), put('c', '3'));
    expect(await store.list({ prefix: '', limit: 2 })).toMatchObject({ more: true });
    expect(await store.list({ prefix: '', limit: 3 })).toMatchObject({ more: false });
    await write(store, del('c'));
    expect(await store.list({ prefix: '', limit: 2 })).toMatchObject({ more: false });
  },

  'accepts keys with any characters and sorts them by bytes': async (store) => {
    const keys = [...oddKeys, ...farKeys, `long/${'k'.repeat(1019)}`].sort((a, b) => compareBytes(bytes(a), bytes(b)));
    for (const key of keys.toReversed()) await write(store, put(key, key));
    const page = await store.list({ prefix: '' });
    expect(keysOf(page)).toEqual(keys);
    expect(page.entries.map((entry) => text(entry.value))).toEqual(keys);
    for (const key of keys) expect(text((await store.get(key))?.value ?? bytes('missing'))).toBe(key);
    expect(keysOf(await store.list({ prefix: '\u0000' }))).toEqual(['\u0000', '\u0000\u0000', '\u0000a']);
    const { revision } = page;
    await write(store, ...keys.map(del));
    expect(keysOf(await store.list({ prefix: '', revision }))).toEqual(keys);
    expect(await store.count('')).toBe(0);
  },

  'refuses invalid keys, and returns nothing for them': async (store) => {
    for (const key of ['', 'x'.repeat(1025), '漢'.repeat(400), '\ud800']) {
      await expect(store.commit({ expect: [], apply: [put(key, 'v')] })).rejects.toBeInstanceOf(InvalidKeyError);
      expect(await store.get(key)).toBeUndefined();
      if (key !== '') expect(await store.list({ prefix: key })).toMatchObject({ entries: [] });
    }
  },

  'keeps values byte by byte, empty ones and 1 MiB ones too': async (store) => {
    const every = Uint8Array.from({ length: 256 }, (_, index) => index);
    const large = new Uint8Array(1 << 20).map((_, index) => (index * 31) & 0xff);
    await write(store, put('every', every), put('empty', new Uint8Array(0)), put('large', large));
    for (const [key, value] of [
      ['every', every],
      ['empty', new Uint8Array(0)],
      ['large', large],
    ] as const) {
      const entry = await store.get(key);
      expect(compareBytes(entry?.value ?? bytes('missing'), value)).toBe(0);
    }
    for (let index = 0; index < 8; index++)
      await write(
        store,
        put(
          'large',
          large.map((byte) => byte ^ index),
        ),
      );
    expect((await store.get('large'))?.value[5]).toBe(((5 * 31) & 0xff) ^ 7);
  },

  'refuses compacted and future revisions': async (store) => {
    const revisions: number[] = [];
    for (const value of ['1', '2', '3', '4'])
      revisions.push(await write(store, put('k', value), put(`k${value}`, 'x')));
    await write(store, del('k1'));
    const [first = 0, second = 0, third = 0] = revisions;
    await store.compact(third);
    for (const gone of [first, second]) {
      await expect(store.get('k', gone)).rejects.toBeInstanceOf(CompactedError);
      await expect(store.list({ prefix: '', revision: gone })).rejects.toBeInstanceOf(CompactedError);
    }
    expect(text((await store.get('k', third))?.value ?? bytes('missing'))).toBe('3');
    expect(keysOf(await store.list({ prefix: '', revision: third }))).toEqual(['k', 'k1', 'k2', 'k3']);
    expect(keysOf(await store.list({ prefix: '' }))).toEqual(['k', 'k2', 'k3', 'k4']);
    const future = (await store.revision()) + 1;
    await expect(store.get('k', future)).rejects.toBeInstanceOf(FutureRevisionError);
    await expect(store.list({ prefix: '', revision: future })).rejects.toBeInstanceOf(FutureRevisionError);
    await expect(store.compact(future)).rejects.toBeInstanceOf(FutureRevisionError);
    await store.compact(first);
    expect(text((await store.get('k', third))?.value ?? bytes('missing'))).toBe('3');
  },
};
