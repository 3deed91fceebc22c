/** The URL of a cluster's store, and opening the store with the cluster's settings. */
import { type Logger, systemClock, systemRandom } from '@kubets/base';
import { createMemoryStore, type Store } from '@kubets/storage';
import { openStore } from '../store/open-store.ts';
import { pathsOf } from './paths.ts';
import type { ClusterSettings } from './settings.ts';

type Kept = Pick<ClusterSettings, 'dataDirectory' | 'history' | 'quota'> & { readonly store: string };

/** The embedded store is in the data directory. Any other store is named by its URL. */
export function storeUrl({ store, dataDirectory }: Kept): string {
  if (store === 'memory') return 'memory:';
  return store === 'lmdb' ? `lmdb:${pathsOf(dataDirectory).store}` : store;
}

/** `onFailure` is called once when the store can no longer write. */
export async function openClusterStore(
  settings: Kept,
  log?: Logger,
  onFailure?: (error: Error) => void,
): Promise<Store> {
  const { history, quota } = settings;
  // With a history setting, the memory store is compacted by age, not by the number of revisions.
  if (settings.store === 'memory' && history !== undefined)
    return createMemoryStore({ clock: systemClock, historyLimit: Number.POSITIVE_INFINITY });
  return openStore(storeUrl(settings), {
    clock: systemClock,
    random: systemRandom,
    ...(log === undefined ? {} : { log }),
    ...(quota === undefined ? {} : { quota }),
    ...(onFailure === undefined ? {} : { onFailure }),
  });
}
