/** Informers shared by everyone in a process who asks for the same resource. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Client } from '../client.ts';
import { createInformer, type Informer, type InformerOptions } from './informer.ts';

export interface InformerFactory {
  /** The one informer of this resource; made at the first call, and running at once when the factory is. */
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** Ends the informer of a resource that is served no more; whoever asks again gets a new one. */
  stop(type: ResourceType): void;
  /** Runs every informer, those asked for later too, until the signal aborts; resolves when all have stopped. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once every informer asked for so far has synced; rejects with the signal's reason. */
  whenSynced(signal: AbortSignal): Promise<void>;
}

export function createInformerFactory(
  client: Client,
  options: Pick<InformerOptions<KubeObject>, 'clock' | 'random' | 'log' | 'newest'>,
): InformerFactory {
  const informers = new Map<string, { readonly informer: Informer<KubeObject>; readonly stop: AbortController }>();
  const runs = new Set<Promise<void>>();
  let running: AbortSignal | undefined;
  const keyOfType = (type: ResourceType): string => `${type.plural}.${type.version}.${type.group}`;
  const start = (key: string, signal: AbortSignal): void => {
    const known = informers.get(key);
    if (known === undefined) return;
    const run = known.informer.run(AbortSignal.any([signal, known.stop.signal])).finally(() => runs.delete(run));
    runs.add(run);
  };
  return {
    informer: <T extends KubeObject>(type: ResourceType<T>): Informer<T> => {
      const key = keyOfType(type);
      const known = informers.get(key)?.informer as Informer<KubeObject> | undefined;
      if (known !== undefined) return known as unknown as Informer<T>;
      const informer = createInformer(client, type, options);
      informers.set(key, { informer: informer as unknown as Informer<KubeObject>, stop: new AbortController() });
      if (running !== undefined) start(key, running);
      return informer;
    },
    stop: (type) => {
      const key = keyOfType(type);
      informers.get(key)?.stop.abort();
      informers.delete(key);
    },
    run: async (signal) => {
      running = signal;
      for (const key of informers.keys()) start(key, signal);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.all(runs);
    },
    whenSynced: async (signal) => {
      await Promise.all(Array.from(informers.values(), ({ informer }) => informer.whenSynced(signal)));
    },
  };
}
