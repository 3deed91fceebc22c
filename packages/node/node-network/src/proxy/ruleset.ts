/**
 * The nftables table as a value, and the commands that turn one value into another. When one Service changes, the commands
 * touch only its chains and map elements, in one transaction.
 */

/** The content of one table. */
export interface Ruleset {
  readonly maps: ReadonlyMap<string, MapDeclaration>;
  readonly chains: ReadonlyMap<string, Chain>;
  /** map name → key → value (empty for sets). */
  readonly elements: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A regular chain, or a base chain when it has a hook. The hook of a chain never changes: nft cannot change it either. */
export interface Chain {
  readonly hook?: Hook;
  readonly rules: readonly string[];
}

/** Where the kernel calls a base chain. */
export interface Hook {
  readonly type: 'filter' | 'nat';
  readonly hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
  /** A number or a name that nft knows: `-110`, `dstnat`. */
  readonly priority: string;
}

export interface MapDeclaration {
  readonly kind: 'map' | 'set';
  /** `type ipv4_addr . inet_proto . inet_service : verdict`. */
  readonly body: string;
}

export const emptyRuleset: Ruleset = { maps: new Map(), chains: new Map(), elements: new Map() };

function sameRules(a: Chain | undefined, b: Chain): boolean {
  return (
    a !== undefined && a.rules.length === b.rules.length && a.rules.every((rule, index) => rule === b.rules[index])
  );
}

function elementText(key: string, value: string): string {
  return value === '' ? key : `${key} : ${value}`;
}

function elementCommands(
  table: string,
  from: Ruleset,
  to: Ruleset,
): { readonly remove: string[]; readonly add: string[] } {
  const remove: string[] = [];
  const add: string[] = [];
  for (const [map, wanted] of to.elements) {
    const had = from.elements.get(map) ?? new Map<string, string>();
    const removed = [...had].filter(([key, value]) => wanted.get(key) !== value).map(([key]) => key);
    const added = [...wanted].filter(([key, value]) => had.get(key) !== value);
    if (removed.length > 0) remove.push(`delete element ${table} ${map} { ${removed.join(', ')} }`);
    if (added.length > 0)
      add.push(`add element ${table} ${map} { ${added.map(([key, value]) => elementText(key, value)).join(', ')} }`);
  }
  return { remove, add };
}

function declareChain(table: string, name: string, { hook }: Chain): string {
  if (hook === undefined) return `add chain ${table} ${name}`;
  return `add chain ${table} ${name} { type ${hook.type} hook ${hook.hook} priority ${hook.priority} ; }`;
}

/**
 * The nft script, one transaction, that changes the table from `from` to `to`; empty when they are equal. `table` includes
 * the family: `ip kubets0-proxy`.
 */
export function changeCommands(table: string, from: Ruleset, to: Ruleset): string {
  const changed = [...to.chains].filter(([name, chain]) => !sameRules(from.chains.get(name), chain));
  const goneChains = [...from.chains.keys()].filter((name) => !to.chains.has(name));
  const newMaps = [...to.maps].filter(([name]) => !from.maps.has(name));
  const goneMaps = [...from.maps.keys()].filter((name) => !to.maps.has(name));
  const elements = elementCommands(table, from, to);
  return [
    ...newMaps.map(([name, { kind, body }]) => `add ${kind} ${table} ${name} { ${body} ; }`),
    // Every chain exists before a rule or an element refers to it.
    ...changed.filter(([name]) => !from.chains.has(name)).map(([name, chain]) => declareChain(table, name, chain)),
    ...changed.flatMap(([name, { rules }]) => [
      ...(from.chains.has(name) ? [`flush chain ${table} ${name}`] : []),
      ...rules.map((rule) => `add rule ${table} ${name} ${rule}`),
    ]),
    ...elements.remove,
    ...elements.add,
    // All are flushed before the first is deleted: nft does not delete a chain that a rule refers to.
    ...goneChains.map((name) => `flush chain ${table} ${name}`),
    ...goneChains.map((name) => `delete chain ${table} ${name}`),
    ...goneMaps.map((name) => `delete ${from.maps.get(name)?.kind} ${table} ${name}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The nft script that replaces the table, whatever it contains, or creates it. */
export function replaceCommands(table: string, to: Ruleset): string {
  return `add table ${table}\ndelete table ${table}\nadd table ${table}\n${changeCommands(table, emptyRuleset, to)}`;
}
