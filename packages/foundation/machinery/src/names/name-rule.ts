/** How a kind's objects may be named: the rules that `nameRule` of a resource chooses from. */
import { dns1035Label, dns1123Label, dns1123Subdomain } from './dns-names.ts';
import { pathSegment, pathSegmentPrefix } from './other-names.ts';

/** Messages for a name, or for a `generateName` (`prefix`), to which a suffix is yet to come. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

/** A trailing dash is fine in a prefix, for the suffix follows. */
function withoutTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

export const nameIsDnsSubdomain: NameRule = (name, prefix) =>
  dns1123Subdomain(prefix ? withoutTrailingDash(name) : name);
export const nameIsDnsLabel: NameRule = (name, prefix) => dns1123Label(prefix ? withoutTrailingDash(name) : name);
export const nameIsDns1035Label: NameRule = (name, prefix) => dns1035Label(prefix ? withoutTrailingDash(name) : name);
export const nameIsPathSegment: NameRule = (name, prefix) => (prefix ? pathSegmentPrefix(name) : pathSegment(name));
