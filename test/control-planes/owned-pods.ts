/** All pods that were ever created, by owner. They are read from the history of the store, which is complete. */
import { systemClock, systemRandom } from '@kubets/base';
import { openStore } from '../../packages/apps/kubets/src/platform/store/open-store.ts';

interface StoredPod {
  readonly metadata: {
    readonly uid: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  };
}

/** Counts by `KIND NAME`, of pods created after `revision`. */
export async function podsEverCreated(url: string, revision: number): Promise<ReadonlyMap<string, number>> {
  await using store = await openStore(url, { clock: systemClock, random: systemRandom });
  const newest = await store.revision();
  const prefix = '/registry/pods/';
  const uids = new Map<string, Set<string>>();
  const changes = store.watch({ prefix, after: revision, signal: AbortSignal.timeout(30_000) });
  changes.requestProgress();
  for await (const change of changes) {
    for (const { type, value } of change.events) {
      if (type !== 'put') continue;
      const { metadata }: StoredPod = JSON.parse(new TextDecoder().decode(value));
      const [owner] = metadata.ownerReferences ?? [];
      const name = owner === undefined ? 'nobody' : `${owner.kind} ${owner.name}`;
      uids.set(name, (uids.get(name) ?? new Set()).add(metadata.uid));
    }
    if (change.revision >= newest) break;
    if (change.events.length === 0) changes.requestProgress();
  }
  return new Map([...uids].map(([name, found]) => [name, found.size]));
}

export async function newestRevision(url: string): Promise<number> {
  await using store = await openStore(url, { clock: systemClock, random: systemRandom });
  return await store.revision();
}
