/** Where a cluster's store is, and opening it with what the settings say of it. */
import { type Logger, systemClock } from '@kubets/base';
import { createMemoryStore, type Store } from '@kubets/storage';
import { openStore } from '@kubets/storage/platform';
import { pathsOf } from './paths.ts';
import type { ClusterSettings } from './settings.ts';

type Kept = Pick<ClusterSettings, 'dataDirectory' | 'history' | 'quota'> & { readonly store: string };

/** A store of its own is below the data directory; any other is named by its URL. */
export function storeUrl({ store, dataDirectory }: Kept): string {
  if (store === 'memory') return 'memory:';
  return store === 'lmdb' ? `lmdb:${pathsOf(dataDirectory).store}` : store;
}

/** `onFailure` is told once when the store can keep nothing more. */
export async function openClusterStore(
  settings: Kept,
  log?: Logger,
  onFailure?: (error: Error) => void,
): Promise<Store> {
  const { history, quota } = settings;
  // In memory a long history is kept by its age, not by a number of revisions.
  if (settings.store === 'memory' && history !== undefined)
    return createMemoryStore({ historyLimit: Number.POSITIVE_INFINITY });
  return openStore(storeUrl(settings), {
    clock: systemClock,
    ...(log === undefined ? {} : { log }),
    ...(quota === undefined ? {} : { quota }),
    ...(onFailure === undefined ? {} : { onFailure }),
  });
}
