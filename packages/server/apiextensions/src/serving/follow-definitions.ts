/** Follows CustomResourceDefinitions. The code that serves them is loaded with the first one. */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import type { OpenApiTypes } from '@kubets/api/openapi';
import { type Logger, loadOnce, messageOf } from '@kubets/base';
import type { DefinitionServing } from '../conditions/definition-status.ts';
import type { CustomResourceParts, CustomResourceServing } from './custom-resource-serving.ts';

export interface FollowParts extends CustomResourceParts {
  readonly log: Logger;
}

type Definition = CustomResourceDefinition;

const nameOf = ({ metadata }: Definition): string => metadata?.name ?? '';
const revisionOf = ({ metadata }: Definition): number => Number(metadata?.resourceVersion ?? 0);

/** The custom resources of an API server. */
export class CustomResources implements DefinitionServing {
  #serving: CustomResourceServing | undefined;
  #load: (() => Promise<CustomResourceServing>) | undefined;
  /** One change after the other, in their order. */
  #work: Promise<void> = Promise.resolve();
  /** By name: the revision at which a definition was prepared. Its earlier events come late. */
  readonly #prepared = new Map<string, number>();

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
    this.#load = load;
    const all = async (crds: readonly Definition[]): Promise<void> => {
      if (crds.length > 0 || this.#serving !== undefined) await (await load()).all(crds);
    };
    await all(await resources.list(customResourceDefinitions, undefined, 'newest'));
    const next = (change: () => Promise<void>): void => {
      this.#next(change).catch((error: unknown) => {
        if (!signal.aborted) parts.log.error('cannot serve custom resources', { error: messageOf(error) });
      });
    };
    resources.onChange(
      customResourceDefinitions,
      (change) => {
        if (change === undefined) next(async () => all(await resources.list(customResourceDefinitions)));
        else next(() => this.#changed(change.object as Definition, change.gone));
      },
      signal,
    );
  }

  prepare(crd: Definition): Promise<void> {
    return this.#next(async () => {
      const serving = await this.#load?.();
      await serving?.changed(crd);
      this.#prepared.set(nameOf(crd), revisionOf(crd));
    });
  }

  forget(crd: Definition): void {
    void this.#next(async () => {
      if (this.#prepared.get(nameOf(crd)) === revisionOf(crd)) this.#remove(nameOf(crd));
    });
  }

  #next(change: () => Promise<void>): Promise<void> {
    const done = this.#work.then(change);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #changed(crd: Definition, gone: boolean): Promise<void> {
    const name = nameOf(crd);
    if (gone) return this.#remove(name);
    if (revisionOf(crd) <= (this.#prepared.get(name) ?? -1)) return;
    this.#prepared.delete(name);
    const serving = await this.#load?.();
    await serving?.changed(crd);
  }

  #remove(name: string): void {
    this.#prepared.delete(name);
    this.#serving?.remove(name);
  }
}
