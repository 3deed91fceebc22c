/** The lmdb engine passes the conformance kit. */
import { rmSync } from 'node:fs';
import { systemClock } from '@kubets/base';
import type { Store } from '@kubets/storage';
import { storeConformance } from '@kubets/storage/conformance';
import { openLmdbStore } from './lmdb-store.ts';
import { restoreLmdbStore } from './restore-lmdb-store.ts';
import { fastDirectory } from './testing.ts';

const seed = process.env.KUBETS_SEED;

storeConformance(
  'lmdb',
  async () => {
    const path = fastDirectory('kubets-store-');
    const open = (): Promise<Store> => openLmdbStore({ path, clock: systemClock, mapSize: 2 ** 20 });
    const store = await open();
    return {
      store,
      reopen: async () => {
        await store[Symbol.asyncDispose]();
        return open();
      },
      restore: async (content) => {
        await restoreLmdbStore({ path, force: true, clock: systemClock }, content);
        return open();
      },
      clean: async () => rmSync(path, { recursive: true }),
    };
  },
  seed ? { seed: Number(seed) } : {},
);
