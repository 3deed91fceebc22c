/**
 * Maintenance of the store through the API server, on paths below `/kubets/`. They are for administrators: RBAC grants them
 * only to users with access to all paths, because a snapshot contains every Secret.
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

/** The response of `storePath`. */
export interface StoreReport {
  readonly revision: number;
  /** Absent if another program manages the storage. */
  readonly space?: StoreSpace;
}

/** The response of `defragmentPath`. */
export interface DefragmentReport {
  readonly before: StoreSpace;
  readonly after: StoreSpace;
}

export async function storeReport(store: Store): Promise<StoreReport> {
  const space = store.space?.();
  return { revision: await store.revision(), ...(space === undefined ? {} : { space }) };
}

/** Returns unused space to the file system; with `forget`, discards history first. Throws BadRequest for other engines. */
export async function defragmentStore(store: Store, forget: boolean): Promise<DefragmentReport> {
  const before = store.space?.();
  if (before === undefined || store.defragment === undefined)
    throw errors.badRequest(
      'the store of this cluster is managed by another program: use that program to defragment it',
    );
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
  log.info('taking a snapshot', { revision: content.revision });
  async function* told(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* snapshotBytes(content, clock);
    } catch (error) {
      // The client sees only that the connection closes early.
      log.error('the snapshot failed', { revision: content.revision, error: messageOf(error) });
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
