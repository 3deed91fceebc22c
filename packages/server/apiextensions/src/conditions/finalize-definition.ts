/** The end of a definition: first its objects are deleted, then its finalizer is removed. */
import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionCondition,
  customResourceDefinitions,
} from '@kubets/api';
import { customResourceCleanupFinalizer, definitionCondition, withDefinitionCondition } from '@kubets/api/kind-rules';
import type { ApiServer } from '@kubets/apiserver';
import type { ResourceAccess } from '@kubets/apiserver/access';
import { type Clock, messageOf, Semaphore } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';

type Definition = CustomResourceDefinition;

export interface FinalizeParts {
  readonly server: Pick<ApiServer, 'resources' | 'acceptsResource'>;
  readonly clock: Clock;
}

/** Upstream's intervals for looking at the objects that are left, and for reporting that some are. */
const checkIntervalMs = 5_000;
const reportAfterMs = 60_000;
const maxDeletions = 16;

export function isFinalizing({ metadata }: Definition): boolean {
  return (
    metadata?.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(customResourceCleanupFinalizer)
  );
}

function terminating(status: 'True' | 'False', reason: string, message: string): CustomResourceDefinitionCondition {
  return { type: 'Terminating', status, reason, message };
}

/** The stored type whose objects belong to the definition. Undefined if built-in resources have precedence in all versions. */
function typeOf({ spec, status }: Definition, server: FinalizeParts['server']): ResourceType | undefined {
  const { group } = spec;
  const { plural, kind } = status?.acceptedNames ?? spec.names;
  const served = spec.versions.filter((each) => each.served);
  const versions = served.length > 0 ? served : spec.versions.filter((each) => each.storage);
  const version = versions.find(({ name }) =>
    server.acceptsResource({ group, version: name, storagePrefix: `${group}/${plural}` }),
  );
  return version && { group, version: version.name, plural, kind, namespaced: spec.scope === 'Namespaced' };
}

/**
 * Resolves when the definition is gone, or is no longer to be finalized. Rejects if its objects cannot be deleted: call it again then.
 * Several servers can do this at once.
 */
export async function finalizeDefinition(
  definition: Definition,
  parts: FinalizeParts,
  signal: AbortSignal,
): Promise<void> {
  const name = definition.metadata?.name ?? '';
  const { uid } = definition.metadata ?? {};
  const note = async (condition: CustomResourceDefinitionCondition, done = false): Promise<void> => {
    const now = formatTime(parts.clock.now());
    const change = (current: Definition): Definition => {
      if (current.metadata?.uid !== uid || !isFinalizing(current)) return current;
      const noted = isNoted(current, condition) ? current : withDefinitionCondition(current, condition, now);
      return done ? released(noted) : noted;
    };
    try {
      await parts.server.resources.update(customResourceDefinitions, '', name, change, {
        subresource: done ? '*' : 'status',
      });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  };
  await note(terminating('True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress'));
  if (definitionCondition(definition, 'Established')?.status !== 'True')
    return note(terminating('False', 'NeverEstablished', 'resource was never established'), true);
  const type = typeOf(definition, parts.server);
  if (type === undefined) {
    const why = 'instances overlap with built-in resources in storage';
    return note(terminating('False', 'OverlappingBuiltInResource', why), true);
  }
  try {
    await deleteAll(type, parts, signal, (left) => note(terminating('True', 'InstanceDeletionCheck', left)));
  } catch (error) {
    if (!signal.aborted)
      await note(terminating('True', 'InstanceDeletionFailed', `could not issue all deletes: ${messageOf(error)}`));
    throw error;
  }
  return note(terminating('False', 'InstanceDeletionCompleted', 'removed all instances'), true);
}

function isNoted(
  definition: Definition,
  { type, status, reason, message }: CustomResourceDefinitionCondition,
): boolean {
  const standing = definitionCondition(definition, type);
  return standing?.status === status && standing.reason === reason && standing.message === message;
}

function released(definition: Definition): Definition {
  const finalizers = (definition.metadata?.finalizers ?? []).filter((each) => each !== customResourceCleanupFinalizer);
  return { ...definition, metadata: { ...definition.metadata, finalizers } };
}

/** Wakes those that wait for it. */
class Wakeup {
  #wake = (): void => undefined;

  /** Resolves at the next call of `wake`. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wake(): void {
    this.#wake();
  }
}

/** Deletes the objects and waits until none is left, also of those that finalizers hold. */
async function deleteAll(
  type: ResourceType,
  { server: { resources }, clock }: FinalizeParts,
  signal: AbortSignal,
  report: (left: string) => Promise<void>,
): Promise<void> {
  const until = clock.monotonic() + reportAfterMs;
  const changes = new AbortController();
  const ends = AbortSignal.any([signal, changes.signal]);
  const gone = new Wakeup();
  resources.onChange(type, (change) => change?.gone === true && gone.wake(), ends);
  try {
    for (;;) {
      const woken = gone.next();
      const left = await resources.list(type, undefined, 'newest');
      if (left.length === 0) return;
      const standing = left.filter(({ metadata }) => metadata?.deletionTimestamp === undefined);
      await deleteEach(type, standing, resources);
      // Upstream gives up after a minute and begins again.
      const late = clock.monotonic() > until;
      if (late) await report('could not confirm zero CustomResources remaining: context deadline exceeded');
      const timer = new AbortController();
      const interval = clock.sleep(checkIntervalMs, AbortSignal.any([signal, timer.signal])).catch(() => undefined);
      await Promise.race([interval, woken]);
      timer.abort();
      signal.throwIfAborted();
    }
  } finally {
    changes.abort();
  }
}

async function deleteEach(
  type: ResourceType,
  objects: readonly KubeObject[],
  resources: ResourceAccess,
): Promise<void> {
  const slots = new Semaphore(maxDeletions);
  const remove = async ({ metadata }: KubeObject): Promise<void> => {
    const { namespace = '', name = '', uid } = metadata ?? {};
    try {
      await resources.delete(type, namespace, name, uid === undefined ? {} : { preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  };
  await Promise.all(objects.map((object) => slots.run(() => remove(object))));
}
