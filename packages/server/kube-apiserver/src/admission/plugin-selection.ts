/** Which admission plugins are enabled: the default ones, with and without those that flags name. */
import { type PluginEntry, pluginTable } from './plugin-table.ts';

/** `--enable-admission-plugins` and `--disable-admission-plugins`. */
export interface PluginSelection {
  readonly enable?: readonly string[];
  readonly disable?: readonly string[];
}

/** The names of the plugins that are enabled by default, in their order. */
export const defaultPluginNames: readonly string[] = pluginTable
  .filter(({ enabled }) => enabled)
  .map(({ name }) => name);

/** All names, sorted. */
export const allPluginNames: readonly string[] = pluginTable.map(({ name }) => name).toSorted();

/** What is wrong with a selection, with upstream's messages; empty if nothing. */
export function selectionProblems({ enable = [], disable = [] }: PluginSelection): readonly string[] {
  const unknown = (names: readonly string[], flag: string): readonly string[] =>
    names
      .filter((name) => !allPluginNames.includes(name))
      .map((name) => `${flag} plugin ${JSON.stringify(name)} is unknown`);
  const both = [...new Set(enable)].filter((name) => disable.includes(name)).sort();
  return [
    ...unknown(enable, 'enable-admission-plugins'),
    ...unknown(disable, 'disable-admission-plugins'),
    ...(both.length === 0
      ? []
      : [`[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`]),
  ];
}

/** The enabled plugins in their order. */
export function selectedPlugins({ enable = [], disable = [] }: PluginSelection): readonly PluginEntry[] {
  return pluginTable.filter(({ name, enabled }) => enable.includes(name) || (enabled && !disable.includes(name)));
}
