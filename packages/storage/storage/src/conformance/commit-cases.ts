/** Conformance: commits are atomic, totally ordered, and succeed only if their expectations hold. */
import { expect } from 'vitest';
import { del, made, put, type StoreCases, shown, text, write } from './support.ts';

export const commitCases: StoreCases = {
  'starts at revision 1 and grows by one with every commit that changes something': async (store) => {
    expect(await store.revision()).toBe(1);
    expect(await store.list({ prefix: '' })).toMatchObject({ entries: [], revision: 1 });
    expect(await write(store, put('a', '1'), put('b', '2'))).toBe(2);
    expect(await write(store, del('missing'))).toBe(2);
    expect(await write(store)).toBe(2);
    expect(await write(store, put('a', '1'))).toBe(3);
    expect(await write(store, del('a'))).toBe(4);
    expect(await store.revision()).toBe(4);
  },

  'creates only missing keys, and replaces only read revisions': async (store) => {
    const create = { expect: [{ key: 'k', revision: 0 }], apply: [put('k', 'first')] };
    const revision = made(await store.commit(create));
    const refused = await store.commit(create);
    expect(refused.committed ? 'committed' : shown(refused.current)).toBe(`k=first @${revision} since ${revision}`);
    const replace = { expect: [{ key: 'k', revision }], apply: [put('k', 'second')] };
    expect(made(await store.commit(replace))).toBe(revision + 1);
    expect(await store.commit(replace)).toMatchObject({ committed: false, key: 'k' });
    expect(made(await store.commit({ expect: [{ key: 'k', revision: revision + 1 }], apply: [del('k')] }))).toBe(
      revision + 2,
    );
    expect(await store.commit(replace)).toEqual({ committed: false, key: 'k', current: undefined });
    expect(await store.revision()).toBe(revision + 2);
  },

  'applies all of a commit over several keys or none of it': async (store) => {
    const revision = await write(store, put('a', '1'), put('b', '1'));
    const outcome = await store.commit({
      expect: [
        { key: 'a', revision },
        { key: 'b', revision: revision + 5 },
      ],
      apply: [put('a', '2'), del('b'), put('c', '2')],
    });
    expect(outcome).toMatchObject({ committed: false, key: 'b', current: { key: 'b', revision } });
    const page = await store.list({ prefix: '' });
    expect(page.entries.map(shown)).toEqual([
      `a=1 @${revision} since ${revision}`,
      `b=1 @${revision} since ${revision}`,
    ]);
    made(await store.commit({ expect: [{ key: 'a', revision }], apply: [put('a', '2'), del('b'), put('c', '2')] }));
    expect((await store.list({ prefix: '' })).entries.map((entry) => entry.key)).toEqual(['a', 'c']);
  },

  'does not execute a cancelled commit, but executes the others': async (store) => {
    const outcomes = await Promise.allSettled([
      store.commit({ expect: [], apply: [put('a', '1')] }),
      store.commit({ expect: [], apply: [put('b', '1')], wanted: () => false }),
      store.commit({ expect: [{ key: 'b', revision: 0 }], apply: [put('c', '1')], wanted: () => true }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { name: 'CommitAbandonedError' } });
    expect((await store.list({ prefix: '' })).entries.map((entry) => entry.key)).toEqual(['a', 'c']);
  },

  'expects keys it does not write, too': async (store) => {
    const revision = await write(store, put('guard', '1'));
    made(await store.commit({ expect: [{ key: 'guard', revision }], apply: [put('x', '1')] }));
    await write(store, put('guard', '2'));
    expect(await store.commit({ expect: [{ key: 'guard', revision }], apply: [put('x', '2')] })).toMatchObject({
      committed: false,
    });
    expect(text((await store.get('x'))?.value ?? new Uint8Array())).toBe('1');
  },

  'lets exactly one of many concurrent writers win each revision of a key': async (store) => {
    await write(store, put('counter', '0'));
    const increment = async (): Promise<void> => {
      for (;;) {
        const entry = await store.get('counter');
        const value = Number(text(entry?.value ?? new Uint8Array()));
        const expectation = { key: 'counter', revision: entry?.revision ?? 0 };
        const result = await store.commit({ expect: [expectation], apply: [put('counter', String(value + 1))] });
        if (result.committed) return;
        expect(result.current?.revision).toBeGreaterThan(expectation.revision);
      }
    };
    await Promise.all(Array.from({ length: 40 }, increment));
    expect(text((await store.get('counter'))?.value ?? new Uint8Array())).toBe('40');
    expect((await store.get('counter'))?.revision).toBe(await store.revision());
  },

  'gives concurrent commits distinct revisions and shows each once it is answered': async (store) => {
    const revisions = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const revision = await write(store, put(`w/${index}`, String(index)));
        expect((await store.get(`w/${index}`))?.revision).toBe(revision);
        expect(await store.revision()).toBeGreaterThanOrEqual(revision);
        return revision;
      }),
    );
    expect(new Set(revisions).size).toBe(200);
    expect(await store.revision()).toBe(201);
    expect(await store.count('w/')).toBe(200);
  },

  'builds commits on commits that are still on their way': async (store) => {
    const base = await store.revision();
    const results = await Promise.all([
      store.commit({ expect: [{ key: 'k', revision: 0 }], apply: [put('k', '1')] }),
      store.commit({ expect: [{ key: 'k', revision: base + 1 }], apply: [put('k', '2')] }),
      store.commit({ expect: [{ key: 'k', revision: 0 }], apply: [put('k', 'no')] }),
      store.commit({ expect: [{ key: 'k', revision: base + 2 }], apply: [del('k')] }),
      store.commit({ expect: [{ key: 'k', revision: 0 }], apply: [put('k', '3')] }),
    ]);
    expect(results.map((result) => (result.committed ? result.revision - base : shown(result.current)))).toEqual([
      1,
      2,
      `k=2 @${base + 2} since ${base + 1}`,
      3,
      4,
    ]);
    expect(shown(await store.get('k', base + 2))).toBe(`k=2 @${base + 2} since ${base + 1}`);
    expect(shown(await store.get('k'))).toBe(`k=3 @${base + 4} since ${base + 4}`);
  },
};
