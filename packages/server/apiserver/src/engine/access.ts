/** Reads and writes by the server itself: the engine without authorization and admission. */
import { type Logger, messageOf, nextTurn } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { errors } from '@kubets/machinery/status-error';
import type {
  AccessDeleteOptions,
  AccessWriteOptions,
  ObjectChange,
  ResourceAccess,
} from '../access/resource-access.ts';
import type { WriteGuard } from '../access/write-guard.ts';
import { inNamespace } from '../decode/object.ts';
import { createObject } from './create.ts';
import { deleteObject } from './delete.ts';
import type { ServedResource } from './served-resource.ts';
import { updateObject } from './update.ts';
import { noStages, type WriteContext } from './write-context.ts';

/** The user who writes, for strategies that need it. */
const serverUser = 'system:apiserver';

export interface AccessParts {
  find(group: string, version: string, plural: string): ServedResource | undefined;
  readonly log: Logger;
  /** The condition of the writes. */
  readonly guard?: WriteGuard | undefined;
}

function writeContext(options: AccessWriteOptions, { guard }: AccessParts): WriteContext {
  return {
    dryRun: options.dryRun ?? false,
    manager: options.fieldManager,
    user: serverUser,
    stages: noStages,
    guard,
    large: false,
    warn: () => undefined,
  };
}

/** Stored objects in the served version. */
async function shown(resource: ServedResource, objects: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  if (resource.isRemote) await resource.converted(objects);
  return objects.map((object) => resource.served(object));
}

export function resourceAccess(parts: AccessParts): ResourceAccess {
  const resourceOf = (type: ResourceType): ServedResource => {
    const resource = parts.find(type.group, type.version, type.plural);
    if (resource === undefined) throw errors.noSuchPath();
    return resource;
  };
  const prepared = async (type: ResourceType): Promise<ServedResource> => {
    const resource = resourceOf(type);
    await resource.prepare();
    return resource;
  };
  return {
    async get<O extends KubeObject>(type: ResourceType<O>, namespace: string, name: string, age?: 'newest') {
      const resource = resourceOf(type);
      // Every write reads several objects: nothing is awaited that built-in kinds do not need.
      if (resource.definition.custom !== undefined) await resource.prepare();
      const { stored } = resource;
      const key = stored.key(namespace, name);
      // Another server may have created it a moment ago: only the store can tell that it does not exist.
      const found =
        (age === undefined ? stored.fresh(key) : undefined) ??
        (await stored.cache.get(key, age ?? { notOlderThan: stored.written })) ??
        (await stored.read(key));
      if (found === undefined) return undefined;
      return (resource.isRemote ? (await shown(resource, [found.object]))[0] : resource.served(found.object)) as O;
    },
    async list<O extends KubeObject>(type: ResourceType<O>, namespace?: string, age?: 'newest') {
      const resource = resourceOf(type);
      if (resource.definition.custom !== undefined) await resource.prepare();
      const { stored } = resource;
      const at = age ?? { notOlderThan: stored.written };
      const page = await stored.cache.list({ prefix: stored.prefix(namespace), at });
      if (!resource.isRemote) return page.items.map((item) => resource.served(item.object) as O);
      const objects = page.items.map(({ object }) => object);
      return (await shown(resource, objects)) as readonly O[];
    },
    scan: (type, namespace, visit) => scan(resourceOf(type), namespace, visit as (object: KubeObject) => boolean),
    onChange(type, changed, signal) {
      const resource = resourceOf(type);
      void follow(resource, changed, signal, parts);
    },
    async create<O extends KubeObject>(
      type: ResourceType<O>,
      namespace: string,
      object: O,
      options: AccessWriteOptions = {},
    ) {
      const resource = await prepared(type);
      const placed = inNamespace(resource.canonical(object), namespace);
      return (await createObject(resource, placed, namespace, writeContext(options, parts))) as O;
    },
    async update<O extends KubeObject>(
      type: ResourceType<O>,
      namespace: string,
      name: string,
      change: (current: O) => O | Promise<O>,
      options: AccessWriteOptions = {},
    ) {
      const resource = await prepared(type);
      const desired = async (current: KubeObject): Promise<KubeObject> => {
        const wanted = await change(current as O);
        return wanted === current ? current : resource.canonical(wanted);
      };
      const wanted = { namespace, name, subresource: options.subresource ?? '', desired };
      return (await updateObject(resource, wanted, writeContext(options, parts))).object as O;
    },
    async delete(type, namespace, name, options: AccessDeleteOptions = {}) {
      const { dryRun = false, gracePeriodSeconds, propagationPolicy, preconditions } = options;
      const terms = { dryRun, gracePeriodSeconds, orphanDependents: undefined, propagationPolicy, preconditions };
      const all = { ...terms, guard: parts.guard };
      await deleteObject(await prepared(type), namespace, name, all, async () => undefined);
    },
  };
}

const scanPageSize = 500;
/** How much is decoded before others get a turn: a few milliseconds. */
const scanTurnBytes = 128 * 1024;

async function scan(
  resource: ServedResource,
  namespace: string | undefined,
  visit: (object: KubeObject) => boolean,
): Promise<number> {
  await resource.prepare();
  const { stored } = resource;
  const at = { notOlderThan: stored.written };
  const request = { prefix: stored.prefix(namespace), at, limit: scanPageSize };
  let page = await stored.cache.list(request);
  let bytes = 0;
  for (;;) {
    for (const [index, item] of page.items.entries()) {
      const remaining = page.items.length - index - 1 + (page.remaining ?? 0);
      const [object] = await shown(resource, [item.glance()]);
      if (object !== undefined && !visit(object)) return remaining;
      bytes += item.entry.value.length;
      if (bytes < scanTurnBytes) continue;
      bytes = 0;
      await nextTurn();
    }
    const last = page.items.at(-1);
    if (!page.more || last === undefined) return 0;
    page = await stored.cache.list({ ...request, after: last.key });
  }
}

const followPauseMs = 1_000;

/** Reports changes until the signal aborts; starts again if the cache lost its place, or if the definition has changed. */
async function follow(
  first: ServedResource,
  changed: (change?: ObjectChange) => void,
  signal: AbortSignal,
  { find, log }: AccessParts,
): Promise<void> {
  const { group, version, plural } = first.definition;
  for (let resource: ServedResource | undefined = first; !signal.aborted; resource = find(group, version, plural)) {
    // A custom resource that is no longer served has no objects.
    if (resource === undefined) return changed();
    const { custom } = resource.definition;
    const ending = custom === undefined ? signal : AbortSignal.any([signal, custom.replaced]);
    try {
      await resource.prepare();
      const { cache } = resource.stored;
      await cache.ready;
      const after = cache.revision;
      changed();
      for await (const event of cache.watch({ from: { after }, signal: ending })) {
        if (event.type === 'BOOKMARK') continue;
        const [object] = await shown(resource, [event.object.object]);
        changed({ object: object as KubeObject, gone: event.type === 'DELETED' });
      }
      // It ended without an error and without our request: the cache has been closed.
      if (!ending.aborted) return;
    } catch (error) {
      if (signal.aborted) return;
      if (ending.aborted) continue;
      log.warn('a watch of the API server failed', {
        resource: resource.definition.plural,
        error: messageOf(error),
      });
      await resource.context.clock.sleep(followPauseMs);
    }
  }
}
