/** The admission plugins of a server, and the checks that no selection can disable. */
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import { escalationChecks } from '../authorization/escalation.ts';
import { parameterAccess } from '../authorization/parameter-access.ts';
import { partialPodUpdates } from './partial-pod-updates.ts';
import type { CreatePlugin, PluginParts } from './plugin-parts.ts';
import { type PluginEntry, pluginTable } from './plugin-table.ts';

/** A selection of plugins with their configuration. `chooseAdmission` makes others than the default. */
export type ChosenAdmission = (parts: PluginParts) => readonly AdmissionPlugin[];

/** `others`: plugins that are not created as the table says. */
export function chosen(entries: readonly PluginEntry[], others: ReadonlyMap<string, CreatePlugin>): ChosenAdmission {
  const creators = entries.map(({ name, create }) => others.get(name) ?? create);
  return (parts) => [
    ...partialPodUpdates,
    // Before ResourceQuota, which counts what is admitted.
    ...escalationChecks(parts.authorization),
    ...parameterAccess({ authorizer: parts.authorization.authorizer, host: parts.host }),
    ...creators.flatMap((create) => (typeof create === 'function' ? create(parts) : [])),
  ];
}

/** The plugins that are enabled by default. */
export const defaultAdmission: ChosenAdmission = chosen(
  pluginTable.filter(({ enabled }) => enabled),
  new Map(),
);
