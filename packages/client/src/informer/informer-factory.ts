/** Informers shared by everyone in a process who asks for the same resource. */
import type { Clock, Logger, Random } from '@kubets/base';
import type { KubeObject, ResourceType } from '@kubets/machinery';
import type { Client } from '../client.ts';
import { createInformer, type Informer } from './informer.ts';

export interface InformerFactory {
  /** The one informer of this resource; made at the first call, and running at once when the factory is. */
  informer<T extends KubeObject>(type: ResourceType<T>): Informer<T>;
  /** Runs every informer, those asked for later too, until the signal aborts; resolves when all have stopped. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves once every informer asked for so far has synced; rejects with the signal's reason. */
  whenSynced(signal: AbortSignal): Promise<void>;
}

export function createInformerFactory(
  client: Client,
  options: { readonly clock: Clock; readonly random: Random; readonly log: Logger },
): InformerFactory {
  const informers = new Map<string, Informer<KubeObject>>();
  const runs = new Set<Promise<void>>();
  let running: AbortSignal | undefined;
  const start = (informer: Informer<KubeObject>, signal: AbortSignal): void => {
    const run = informer.run(signal).finally(() => runs.delete(run));
    runs.add(run);
  };
  return {
    informer: <T extends KubeObject>(type: ResourceType<T>): Informer<T> => {
      const key = `${type.plural}.${type.version}.${type.group}`;
      const known = informers.get(key);
      if (known !== undefined) return known as Informer<KubeObject> as unknown as Informer<T>;
      const informer = createInformer(client, type, options);
      informers.set(key, informer as unknown as Informer<KubeObject>);
      if (running !== undefined) start(informer as unknown as Informer<KubeObject>, running);
      return informer;
    },
    run: async (signal) => {
      running = signal;
      for (const informer of informers.values()) start(informer, signal);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.all(runs);
    },
    whenSynced: async (signal) => {
      await Promise.all(Array.from(informers.values(), (informer) => informer.whenSynced(signal)));
    },
  };
}
