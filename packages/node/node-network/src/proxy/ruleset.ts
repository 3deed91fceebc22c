/**
 * The nftables table as a value, and the commands that turn one such value into another. A change of one Service
 * touches its chains and map elements only, in one transaction.
 */

/** One table's content. Elements are written as nft writes them: `key : verdict`, or the key alone for a set. */
export interface Ruleset {
  /** Declaration of each map or set: `type ipv4_addr . inet_proto . inet_service : verdict`. */
  readonly maps: ReadonlyMap<string, MapDeclaration>;
  /** The rules of each chain; the first line may declare a hook. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  /** map name → key → value (empty for sets). */
  readonly elements: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export interface MapDeclaration {
  readonly kind: 'map' | 'set';
  readonly body: string;
}

export const emptyRuleset: Ruleset = { maps: new Map(), chains: new Map(), elements: new Map() };

/** A hook declaration stands as a chain's first rule, behind this mark. */
export const hook = (declaration: string): string => `@${declaration}`;

function sameRules(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && a.every((line, index) => line === b[index]);
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
    const gone = [...had].filter(([key, value]) => wanted.get(key) !== value).map(([key]) => key);
    const added = [...wanted].filter(([key, value]) => had.get(key) !== value);
    if (gone.length > 0) remove.push(`delete element ${table} ${map} { ${gone.join(', ')} }`);
    if (added.length > 0)
      add.push(`add element ${table} ${map} { ${added.map(([key, value]) => elementText(key, value)).join(', ')} }`);
  }
  return { remove, add };
}

function declareChain(table: string, name: string, rules: readonly string[]): string {
  const first = rules[0] ?? '';
  return first.startsWith('@') ? `add chain ${table} ${name} { ${first.slice(1)} }` : `add chain ${table} ${name}`;
}

/**
 * The nft script (one transaction) that makes the table hold `to` where it holds `from`; empty when nothing differs.
 * `table` is written with its family: `ip kubets0-proxy`.
 */
export function changeCommands(table: string, from: Ruleset, to: Ruleset): string {
  const changed = [...to.chains].filter(([name, rules]) => !sameRules(from.chains.get(name), rules));
  const goneChains = [...from.chains.keys()].filter((name) => !to.chains.has(name));
  const newMaps = [...to.maps].filter(([name]) => !from.maps.has(name));
  const goneMaps = [...from.maps.keys()].filter((name) => !to.maps.has(name));
  const elements = elementCommands(table, from, to);
  return [
    ...newMaps.map(([name, { kind, body }]) => `add ${kind} ${table} ${name} { ${body} ; }`),
    // Every chain exists before a rule or an element names it.
    ...changed.filter(([name]) => !from.chains.has(name)).map(([name, rules]) => declareChain(table, name, rules)),
    ...changed.flatMap(([name, rules]) => [
      ...(from.chains.has(name) ? [`flush chain ${table} ${name}`] : []),
      ...rules.filter((rule) => !rule.startsWith('@')).map((rule) => `add rule ${table} ${name} ${rule}`),
    ]),
    ...elements.remove,
    ...elements.add,
    // Emptied first, so that none still refers to another when it goes.
    ...goneChains.map((name) => `flush chain ${table} ${name}`),
    ...goneChains.map((name) => `delete chain ${table} ${name}`),
    ...goneMaps.map((name) => `delete ${from.maps.get(name)?.kind} ${table} ${name}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The script that makes the table from nothing, whatever stood there. */
export function replaceCommands(table: string, to: Ruleset): string {
  return `add table ${table}\ndelete table ${table}\nadd table ${table}\n${changeCommands(table, emptyRuleset, to)}`;
}
