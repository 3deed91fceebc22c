/** Follows CustomResourceDefinitions to maintain their status. The code that does so is loaded with the first one. */
import { type CustomResourceDefinition, customResourceDefinitions } from '@kubets/api';
import { loadOnce, messageOf } from '@kubets/base';
import type { DefinitionStatus, DefinitionStatusParts } from './definition-status.ts';

/** Begins to maintain the status of all definitions, until the signal aborts. */
export function keepDefinitionStatus(parts: DefinitionStatusParts, signal: AbortSignal): void {
  const { log } = parts;
  const { resources } = parts.server;
  let loaded: DefinitionStatus | undefined;
  const load = loadOnce(async (): Promise<DefinitionStatus> => {
    const { DefinitionStatus: Status } = await import('./definition-status.ts');
    loaded = new Status(parts, signal);
    return loaded;
  });
  const report = (error: unknown): void => {
    if (!signal.aborted) log.error('cannot follow CustomResourceDefinitions', { error: messageOf(error) });
  };
  const all = async (): Promise<void> => {
    const definitions = await resources.list(customResourceDefinitions);
    if (definitions.length > 0 || loaded !== undefined) (await load()).all(definitions);
  };
  resources.onChange(
    customResourceDefinitions,
    (change) => {
      if (change === undefined) all().catch(report);
      else load().then((status) => status.changed(change.object as CustomResourceDefinition, change.gone), report);
    },
    signal,
  );
}
