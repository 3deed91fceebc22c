/** Writes all objects of a resource again, so that the store has them in the current storage version. */
import type { StorageVersionMigration } from '@kubets/api';
import { messageOf } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { LoopContext } from '@kubets/controller-runtime';
import { apiVersionOf, type KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors, isConflict, isNotFound, isReason, StatusError } from '@kubets/machinery/status-error';
import { parseTime } from '@kubets/machinery/time';
import { type DiscoveredResource, discoverResources } from '../api-discovery/discover-resources.ts';
import { discoveryGraceMs, isFinished, isNewer, withOutcome } from './plan-migration.ts';

const pageSize = 500;
const fieldManager = 'storage-version-migrator-controller';
const temporary = ['ServerTimeout', 'TooManyRequests', 'ServiceUnavailable', 'InternalError', 'Timeout'] as const;

/** An error that another attempt may not have. */
function isTemporary(error: unknown): boolean {
  return !(error instanceof StatusError) || temporary.some((reason) => isReason(error, reason));
}

async function resourceOf(
  { spec }: StorageVersionMigration,
  client: Client,
  signal: AbortSignal,
): Promise<DiscoveredResource | undefined> {
  const { group = '', resource = '' } = spec?.resource ?? {};
  const { resources } = await discoverResources(client, signal);
  return resources.find((each) => each.group === group && each.plural === resource && each.verbs.includes('patch'));
}

/** Brings a migration to its end. Rejects if it is to be tried again. */
export async function migrate(
  type: ResourceType<StorageVersionMigration>,
  name: string,
  { client, clock, signal }: LoopContext,
): Promise<void> {
  let migration = await client.get(type, { name }, { signal });
  if (isFinished(migration)) return;
  const write = async (next: StorageVersionMigration): Promise<void> => {
    migration = await client.updateStatus(type, next, { signal });
  };
  const fail = (why: string): Promise<void> =>
    write(withOutcome(migration, 'Failed', `migration encountered unhandled error: ${why}`, clock.now()));
  const resource = await resourceOf(migration, client, signal);
  if (resource === undefined) {
    const created = parseTime(migration.metadata?.creationTimestamp ?? '') ?? 0;
    if (created + discoveryGraceMs < clock.now()) return fail('unable to obtain GVR from discovery');
    throw errors.unavailable('the resource is not served yet');
  }
  if (!migration.status?.resourceVersion) {
    const { metadata } = await client.list(resource, { limit: 1, signal });
    await write({ ...migration, status: { ...migration.status, resourceVersion: metadata.resourceVersion ?? '' } });
  }
  await write(withOutcome(migration, 'Running', '', clock.now()));
  try {
    await rewriteAll(resource, migration.status?.resourceVersion ?? '0', client, signal);
  } catch (error) {
    if (isTemporary(error)) throw error;
    return fail(messageOf(error));
  }
  await write(withOutcome(migration, 'Succeeded', '', clock.now()));
}

async function rewriteAll(resource: ResourceType, begin: string, client: Client, signal: AbortSignal): Promise<void> {
  let more: string | undefined;
  do {
    const page = { limit: pageSize, ...(more === undefined ? {} : { continue: more }), signal };
    const { items, metadata } = await client.list(resource, page);
    for (const object of items) {
      if (!isNewer(object.metadata?.resourceVersion ?? '0', begin)) await rewrite(resource, object, client, signal);
    }
    more = metadata.continue || undefined;
  } while (more !== undefined);
}

/** An apply without fields changes nothing, but is written if the stored object has another version. */
async function rewrite(resource: ResourceType, object: KubeObject, client: Client, signal: AbortSignal): Promise<void> {
  const { name = '', namespace = '', uid, resourceVersion } = object.metadata ?? {};
  const body = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { uid, resourceVersion } };
  try {
    await client.patch(resource, { name, namespace }, 'apply', body, { fieldManager, signal });
  } catch (error) {
    // It has been written, deleted or created again in the meantime: nothing is left to do.
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}
