/** Rules for names of objects. `nameRule` of a resource selects one. */
import { dns1035Label, dns1123Label, dns1123Subdomain } from './dns-names.ts';
import { pathSegment, pathSegmentPrefix } from './other-names.ts';

/** Messages for a name, or for a `generateName` (`prefix`), to which a suffix is added later. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

/** A prefix can end with a dash, because a suffix follows. */
function withoutTrailingDash(name: string): string {
  return name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}

export const nameIsDnsSubdomain: NameRule = (name, prefix) =>
  dns1123Subdomain(prefix ? withoutTrailingDash(name) : name);
export const nameIsDnsLabel: NameRule = (name, prefix) => dns1123Label(prefix ? withoutTrailingDash(name) : name);
export const nameIsDns1035Label: NameRule = (name, prefix) => dns1035Label(prefix ? withoutTrailingDash(name) : name);
export const nameIsPathSegment: NameRule = (name, prefix) => (prefix ? pathSegmentPrefix(name) : pathSegment(name));
