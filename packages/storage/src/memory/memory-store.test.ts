/** The memory engine passes the conformance kit. */
import { storeConformance } from '../conformance/store-conformance.ts';
import { createMemoryStore } from './memory-store.ts';

const seed = process.env.KUBETS_SEED;
storeConformance('memory', async () => ({ store: createMemoryStore() }), {
  volatile: true,
  ...(seed ? { seed: Number(seed) } : {}),
});
