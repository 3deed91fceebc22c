/** Follows CustomResourceDefinitions. The code that serves them is loaded with the first one. */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import type { OpenApiTypes } from '@kubets/api/openapi';
import { type Logger, loadOnce, messageOf } from '@kubets/base';
import type { CustomResourceParts, CustomResourceServing } from './custom-resource-serving.ts';

export interface FollowParts extends CustomResourceParts {
  readonly log: Logger;
}

/** The custom resources of an API server. */
export class CustomResources {
  #serving: CustomResourceServing | undefined;

  /** Their types in OpenAPI documents. */
  readonly openApiTypes: OpenApiTypes = (typeName) => this.#serving?.openApiType(typeName);

  /** Resolves once all existing definitions are served. Follows their changes until the signal aborts. */
  async serve(parts: FollowParts, signal: AbortSignal): Promise<void> {
    const { resources } = parts.server;
    const load = loadOnce(async () => {
      const { CustomResourceServing: Serving } = await import('./custom-resource-serving.ts');
      this.#serving = new Serving(parts);
      return this.#serving;
    });
    const all = async (crds: readonly CustomResourceDefinition[]): Promise<void> => {
      if (crds.length > 0 || this.#serving !== undefined) await (await load()).all(crds);
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
      const serving = await load();
      if (gone) serving.remove(crd.metadata?.name ?? '');
      else await serving.changed(crd);
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
}
