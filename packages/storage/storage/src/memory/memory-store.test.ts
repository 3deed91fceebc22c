/** The memory engine passes the conformance kit. */
import { storeConformance } from '../conformance/store-conformance.ts';
import { createMemoryStore, restoreMemoryStore } from './memory-store.ts';

const seed = process.env.KUBETS_SEED;
storeConformance(
  'memory',
  async () => ({ store: createMemoryStore(), restore: (content) => restoreMemoryStore(content) }),
  {
    volatile: true,
    ...(seed ? { seed: Number(seed) } : {}),
  },
);
