/** Conformance: export and restore. */
import { invariant, systemClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { restoreMemoryStore } from '../memory/memory-store.ts';
import { CompactedError, type ExportedEntry, type Operation, type Store, type StoreContent } from '../store.ts';
import { checkAgainstModel } from './model-case.ts';
import {
  collect,
  del,
  failureOf,
  made,
  type OpenStore,
  put,
  type StoreCases,
  shownEvent,
  text,
  write,
} from './support.ts';

const line = ({ key, value, leaseSeconds }: ExportedEntry): string =>
  `${key}=${text(value)}${leaseSeconds === undefined ? '' : ' with a lease'}`;

async function linesOf(content: StoreContent): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const page of content.pages) lines.push(...page.map(line));
  return lines;
}

const leased = (key: string, value: string, leaseSeconds: number): Operation =>
  ({ ...put(key, value), leaseSeconds }) as Operation;

export const exportCases: StoreCases = {
  'exports one revision during concurrent writes': async (store) => {
    for (let first = 100; first < 700; first += 100)
      await write(store, ...Array.from({ length: 100 }, (_, index) => put(`/p/${first + index}`, String(index))));
    await write(store, leased('/events/a', 'seen', 3600), put('z', ''));
    await write(store, leased('/events/b', 'seen', 3600));
    const revision = await write(store, put('/events/b', 'kept'), del('/p/150'));
    const expected = (await store.list({ prefix: '' })).entries.map(line);
    const content = await store.export();
    expect(content.revision).toBe(revision);
    const lines: string[] = [];
    let turn = 0;
    for await (const page of content.pages) {
      lines.push(...page.map(line));
      await write(store, put(`/p/${110 + turn}`, 'new'), del(`/p/${699 - turn}`), put(`/q/${turn++}`, 'new'));
    }
    expect(turn).toBeGreaterThan(1);
    expect(lines).toEqual(expected.map((each) => (each.startsWith('/events/a') ? `${each} with a lease` : each)));
  },

  'exports an empty store': async (store) => {
    expect(await linesOf(await store.export())).toEqual([]);
  },
};

/** A store of another engine with history, to restore from. */
async function source(): Promise<Store> {
  async function* none(): AsyncGenerator<never, void> {}
  const store = await restoreMemoryStore({ revision: 4000, pages: none() }, { clock: systemClock });
  for (let index = 0; index < 300; index++) await write(store, put(`/pods/${index % 150}`, `${index}`));
  await write(store, del('/pods/7'), put('\u0000', 'odd'), put('\u{10ffff}', 'last'));
  await write(store, leased('/events/short', 'v', 1), leased('/events/long', 'v', 3600));
  return store;
}

/** How many revisions a restore skips after the restored revision. */
const revisionBump = 1_000_000_000;

type Restored = (content: StoreContent, test: (store: Store) => Promise<void>) => Promise<void>;

export function restoreCases(open: OpenStore): void {
  const restored: Restored = async (content, test) => {
    const { store, restore, clean } = await open();
    invariant(restore, 'the engine must be able to be restored');
    await store[Symbol.asyncDispose]();
    const again = await restore({ ...content, revision: content.revision + revisionBump });
    try {
      await test(again);
    } finally {
      await again[Symbol.asyncDispose]();
      await clean?.();
    }
  };
  readsOfRestored(restored);
  writesToRestored(restored);
}

function readsOfRestored(restored: Restored): void {
  it('continues with the content of another store, with greater revisions', async () => {
    await using from = await source();
    const old = await from.revision();
    const expected = (await from.list({ prefix: '' })).entries.map(line);
    await restored(await from.export(), async (store) => {
      const start = await store.revision();
      expect(start).toBeGreaterThanOrEqual(old + revisionBump);
      const page = await store.list({ prefix: '' });
      expect(page.entries.map(line)).toEqual(expected);
      for (const { revision, created } of page.entries) {
        expect(revision).toBeLessThanOrEqual(start);
        expect(created).toBeLessThanOrEqual(revision);
      }
      expect((await store.list({ prefix: '/pods/', revision: start, limit: 3 })).entries).toHaveLength(3);
      for (const gone of [1, 4001, old, old + 1, old + revisionBump / 2]) {
        expect(await failureOf(() => store.get('/pods/1', gone)), `a read at ${gone}`).toBeInstanceOf(CompactedError);
        const watching = (): Promise<unknown> => collect(store, { prefix: '', after: gone }, start);
        expect(await failureOf(watching), `a watch from ${gone}`).toBeInstanceOf(CompactedError);
      }
    });
  });
}

function writesToRestored(restored: Restored): void {
  it('accepts commits that expect restored entries, and delivers them', async () => {
    await using from = await source();
    await restored(await from.export(), async (store) => {
      const start = await store.revision();
      const [one, two] = (await store.list({ prefix: '/pods/' })).entries;
      invariant(one && two, 'pods');
      const stale = [{ key: one.key, revision: one.revision + 1 }];
      expect(await store.commit({ expect: stale, apply: [put(one.key, 'no')] })).toMatchObject({
        committed: false,
        current: { revision: one.revision },
      });
      expect(await store.commit({ expect: [{ key: one.key, revision: 0 }], apply: [] })).toMatchObject({
        committed: false,
      });
      const first = made(await store.commit({ expect: [one], apply: [put(one.key, 'changed')] }));
      expect(first).toBe(start + 1);
      const second = made(await store.commit({ expect: [two], apply: [del(two.key), put('/pods/new', 'n')] }));
      const told = await collect(store, { prefix: '/pods/', after: start }, second);
      expect(told.flatMap(({ events }) => events.map(shownEvent))).toEqual([
        `put ${one.key}=changed @${first} before: ${one.key}=${text(one.value)} @${one.revision} since ${one.created}`,
        `delete ${two.key}= @${second} before: ${two.key}=${text(two.value)} @${two.revision} since ${two.created}`,
        `put /pods/new=n @${second} before: nothing`,
      ]);
      expect(text((await store.get(one.key, start))?.value ?? new Uint8Array())).toBe(text(one.value));
    });
  });

  it('expires restored leases', async () => {
    await using from = await source();
    await restored(await from.export(), async (store) => {
      for await (const { events } of store.watch({ prefix: '/events/short', after: await store.revision() })) {
        if (events.some(({ type }) => type === 'delete')) break;
      }
      expect((await store.list({ prefix: '/events/' })).entries.map(({ key }) => key)).toEqual(['/events/long']);
      expect(await linesOf(await store.export())).toContain('/events/long=v with a lease');
    });
  });

  it('agrees with the model after a restore', async () => {
    async function* none(): AsyncGenerator<never, void> {}
    await restored({ revision: 1, pages: none() }, (store) => checkAgainstModel(store, 7, 100));
  });
}
