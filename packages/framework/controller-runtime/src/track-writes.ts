/** A client that reports its writes: successful ones, and those with an unknown outcome. */
import { type Random, randomSuffix } from '@kubets/base';
import type { Client, ObjectRef } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { type Intent, type UncertainWrite, uncertainMsAfter, writeTimeoutSeconds } from './uncertain-write.ts';

export interface WriteObserver {
  wrote(type: ResourceType, object: KubeObject): void;
  deleted(type: ResourceType, ref: ObjectRef): void;
  uncertain(type: ResourceType, write: UncertainWrite): void;
  /** The UID of the object in the cache; empty if it is not there. */
  uidOf(type: ResourceType, ref: ObjectRef): string;
}

/** As in the API server, so that a generated name is a valid DNS label. */
const maxPrefixLength = 63 - 5;

/** Generates the name here instead of in the server, so that the object can be found if there is no response. */
function named<T extends KubeObject>(object: T, random: Random): T {
  const { name, generateName } = object.metadata ?? {};
  if (name || !generateName) return object;
  return {
    ...object,
    metadata: { ...object.metadata, name: generateName.slice(0, maxPrefixLength) + randomSuffix(random) },
  };
}

const refOf = ({ metadata }: KubeObject): ObjectRef => ({
  namespace: metadata?.namespace,
  name: metadata?.name ?? '',
});

const overOf = ({ metadata }: KubeObject): Intent => ({ verb: 'change', over: metadata?.resourceVersion ?? '' });

/** `client`, with every write reported to the observer, except dry runs. Writes time out after {@link writeTimeoutSeconds}. */
export function trackWrites(client: Client, observer: WriteObserver, random: Random): Client {
  const tracked = async <R>(
    type: ResourceType,
    ref: ObjectRef,
    intent: Intent,
    options: { readonly dryRun?: boolean } | undefined,
    write: () => Promise<R>,
  ): Promise<R> => {
    try {
      const answer = await write();
      if (options?.dryRun === true) return answer;
      if (intent.verb === 'delete') observer.deleted(type, ref);
      else observer.wrote(type, answer as KubeObject);
      return answer;
    } catch (error) {
      const doubt = options?.dryRun === true ? undefined : uncertainMsAfter(error);
      if (doubt !== undefined) observer.uncertain(type, { ref, intent, uncertainMs: doubt });
      throw error;
    }
  };
  const timed = <O extends object>(options: O | undefined): O & { timeout: number } =>
    ({ timeout: writeTimeoutSeconds, ...options }) as O & { timeout: number };
  return {
    ...client,
    create: (type, given, options) => {
      const object = named(given, random);
      return tracked(type, refOf(object), { verb: 'create' }, options, () =>
        client.create(type, object, timed(options)),
      );
    },
    update: (type, object, options) =>
      tracked(type, refOf(object), overOf(object), options, () => client.update(type, object, timed(options))),
    updateStatus: (type, object, options) =>
      tracked(type, refOf(object), overOf(object), options, () => client.updateStatus(type, object, timed(options))),
    patch: (type, ref, patchType, patch, options) =>
      tracked(type, ref, overOf((patch ?? {}) as KubeObject), options, () =>
        client.patch(type, ref, patchType, patch, timed(options)),
      ),
    updateSub: (type, ref, subresource, body, options) =>
      tracked(type, ref, overOf((body ?? {}) as KubeObject), options, () =>
        client.updateSub(type, ref, subresource, body, timed(options)),
      ),
    delete: (type, ref, options) => {
      const uid = options?.preconditions?.uid ?? observer.uidOf(type, ref);
      return tracked(type, ref, { verb: 'delete', uid }, options, () => client.delete(type, ref, timed(options)));
    },
  };
}
