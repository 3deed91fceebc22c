/** Whether an RBAC rule allows a request. */
import type { PolicyRule } from '@kubets/api';
import type { AuthorizationAttributes } from '@kubets/apiserver/authorization';

type List = readonly string[] | undefined;

/** Lists up to this length are searched linearly; for longer ones a Set is built on first use. */
const shortListLength = 16;
const setOf = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether an (immutable) list contains the value. The time does not grow with the list. */
export function lists(list: List, value: string): boolean {
  if (list === undefined) return false;
  if (list.length <= shortListLength) return list.includes(value);
  let set = setOf.get(list);
  if (set === undefined) {
    set = new Set(list);
    setOf.set(list, set);
  }
  return set.has(value);
}

/** As `lists`, where `*` matches every value. */
export function holds(list: List, value: string): boolean {
  if (list === undefined) return false;
  if (list.length <= shortListLength) return list.includes(value) || list.includes('*');
  return lists(list, value) || lists(list, '*');
}

function resourceMatches(list: List, resource: string, subresource: string): boolean {
  if (lists(list, '*')) return true;
  if (subresource === '') return lists(list, resource);
  return lists(list, `${resource}/${subresource}`) || lists(list, `*/${subresource}`);
}

/** `/apis/*` covers everything that starts with `/apis/`; only a trailing `*` is special. */
export function pathMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));
}

export function ruleAllows(rule: PolicyRule, asked: AuthorizationAttributes): boolean {
  if (!holds(rule.verbs, asked.verb)) return false;
  if (!asked.isResourceRequest) return rule.nonResourceURLs?.some((each) => pathMatches(each, asked.path)) === true;
  if (!holds(rule.apiGroups, asked.group) || !resourceMatches(rule.resources, asked.resource, asked.subresource))
    return false;
  const names = rule.resourceNames;
  return names === undefined || names.length === 0 || lists(names, asked.name);
}
