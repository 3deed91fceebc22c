/** Informers that are shared in a process: one for each resource. Upstream: SharedInformerFactory. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { Client } from '../client.ts';
import { createInformer, type Informer, type InformerOptions } from './informer.ts';

export interface InformerFactory {
  /** The informer of this resource. Created at the first call, and started at once if the factory runs. */
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** Stops the informer of a resource that is no longer served. The next call of `informer` creates a new one. */
  stop(type: ResourceType): void;
  /** Runs all informers, including later ones, until the signal aborts. Resolves when all have stopped. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when all informers created so far have synced. Rejects with the signal's reason. */
  waitForSync(signal: AbortSignal): Promise<void>;
}

export function createInformerFactory(
  client: Client,
  options: Pick<InformerOptions<KubeObject>, 'clock' | 'random' | 'log' | 'consistentList'>,
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
    waitForSync: async (signal) => {
      await Promise.all(Array.from(informers.values(), ({ informer }) => informer.waitForSync(signal)));
    },
  };
}
