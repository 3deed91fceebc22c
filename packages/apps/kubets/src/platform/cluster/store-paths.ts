/**
 * The upkeep of the store over the API, below `/kubets/`: for administrators, since RBAC gives these paths to nobody who
 * has not got every path. What is served holds every Secret.
 */

import type { ExtraPaths } from '@kubets/apiserver';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import { type Clock, type Logger, messageOf } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import type { Store, StoreSpace } from '@kubets/storage';
import { snapshotBytes } from '@kubets/storage/platform';

export const snapshotPath = '/kubets/snapshot';
export const storePath = '/kubets/store';
export const defragmentPath = '/kubets/defragment';

/** What `storePath` answers. */
export interface StoreReport {
  readonly revision: number;
  /** Absent where the disk is another's to watch over. */
  readonly space?: StoreSpace;
}

/** What `defragmentPath` answers. */
export interface DefragmentReport {
  readonly before: StoreSpace;
  readonly after: StoreSpace;
}

export async function storeReport(store: Store): Promise<StoreReport> {
  const space = store.space?.();
  return { revision: await store.revision(), ...(space === undefined ? {} : { space }) };
}

/** Gives unused room back; with `forget` history ends first. Throws BadRequest where the engine is not ours to mend. */
export async function defragmentStore(store: Store, forget: boolean): Promise<DefragmentReport> {
  const before = store.space?.();
  if (before === undefined || store.defragment === undefined)
    throw errors.badRequest('the store of this cluster is kept by another program: defragment it with that');
  if (forget) await store.compact(await store.revision());
  await store.defragment();
  return { before, after: store.space?.() ?? before };
}

const json = (value: object): ApiAnswer => ({
  type: 'raw',
  status: 200,
  contentType: 'application/json',
  body: `${JSON.stringify(value)}\n`,
});

async function snapshot(store: Store, clock: Clock, log: Logger): Promise<ApiAnswer> {
  const content = await store.export();
  log.info('a snapshot is taken', { revision: content.revision });
  async function* told(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* snapshotBytes(content, clock);
    } catch (error) {
      // The client sees no more than a connection that ends too early.
      log.error('a snapshot broke off', { revision: content.revision, error: messageOf(error) });
      throw error;
    }
  }
  return { type: 'raw', status: 200, contentType: 'application/octet-stream', body: told() };
}

export function storePaths(store: Store, clock: Clock, log: Logger): ExtraPaths {
  const served: Readonly<
    Record<string, readonly [method: string, answer: (request: ApiRequest) => Promise<ApiAnswer>]>
  > = {
    [snapshotPath]: ['GET', () => snapshot(store, clock, log)],
    [storePath]: ['GET', async () => json(await storeReport(store))],
    [defragmentPath]: ['POST', async ({ query }) => json(await defragmentStore(store, query.has('forgetHistory')))],
  };
  return (path, request) => {
    if (!Object.hasOwn(served, path)) return undefined;
    const [method = '', answer] = served[path] ?? [];
    if (request.method !== method)
      throw errors.methodNotAllowed({ group: '', resource: path }, request.method.toLowerCase());
    return answer?.(request);
  };
}
