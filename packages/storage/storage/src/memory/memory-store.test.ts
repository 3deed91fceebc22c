/** The memory engine passes the conformance kit. */
import { systemClock } from '@kubets/base';
import { storeConformance } from '../conformance/store-conformance.ts';
import { createMemoryStore, restoreMemoryStore } from './memory-store.ts';

const seed = process.env.KUBETS_SEED;
storeConformance(
  'memory',
  async () => ({
    store: createMemoryStore({ clock: systemClock }),
    restore: (content) => restoreMemoryStore(content, { clock: systemClock }),
  }),
  {
    volatile: true,
    ...(seed ? { seed: Number(seed) } : {}),
  },
);
