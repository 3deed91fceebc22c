/** Follows CustomResourceDefinitions. The code that serves them is loaded with the first one. */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import { type Logger, loadOnce, messageOf } from '@kubets/base';
import type { CustomResourceParts, CustomResourceServing } from './custom-resource-serving.ts';

export interface FollowParts extends CustomResourceParts {
  readonly log: Logger;
}

/** Resolves once all existing definitions are served. Follows their changes until the signal aborts. */
export async function serveCustomResources(parts: FollowParts, signal: AbortSignal): Promise<void> {
  const { resources } = parts.server;
  let serving: CustomResourceServing | undefined;
  const load = loadOnce(async () => {
    const { CustomResourceServing: Serving } = await import('./custom-resource-serving.ts');
    serving = new Serving(parts);
    return serving;
  });
  const all = async (crds: readonly CustomResourceDefinition[]): Promise<void> => {
    if (crds.length > 0 || serving !== undefined) await (await load()).all(crds);
  };
  await all(await resources.list(customResourceDefinitions, undefined, 'newest'));
  // One change after the other, in their order.
  let work = Promise.resolve();
  const next = (change: () => Promise<void>): void => {
    work = work.then(change).catch((error: unknown) => {
      if (!signal.aborted) parts.log.error('cannot serve custom resources', { error: messageOf(error) });
    });
  };
  const changed = async (crd: CustomResourceDefinition, gone: boolean): Promise<void> => {
    const loaded = await load();
    if (gone) loaded.remove(crd.metadata?.name ?? '');
    else await loaded.changed(crd);
  };
  resources.onChange(
    customResourceDefinitions,
    (change) => {
      if (change === undefined) next(async () => all(await resources.list(customResourceDefinitions)));
      else next(() => changed(change.object as CustomResourceDefinition, change.gone));
    },
    signal,
  );
}
