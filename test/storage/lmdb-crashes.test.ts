/** The lmdb engine, killed a few hundred times during commits, compactions, lease expiry and defragmentation. */
import { systemRandom } from '@kubets/base';
import { it } from 'vitest';
import { killOften } from '../../packages/storage/store-lmdb/src/platform/crash-harness.ts';

const rounds = Number(process.env['KUBETS_CRASH_ROUNDS'] ?? 300);
const seed = process.env['KUBETS_SEED'] ? Number(process.env['KUBETS_SEED']) : systemRandom.integer(1e9);

it(
  `openLmdbStore: the store has every acknowledged write and no partial commit after ${rounds} kills (seed ${seed})`,
  {
    timeout: 60_000 + rounds * 2000,
  },
  () => killOften(seed, rounds, 4),
);
