/** Whether one RBAC rule lets a request through. */
import type { PolicyRule } from '@kubets/api';
import type { AuthorizationAttributes } from '../authorizer.ts';

function includes(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes(value) || list.includes('*'));
}

function resourceMatches(rule: PolicyRule, resource: string, subresource: string): boolean {
  const list = rule.resources;
  if (list === undefined) return false;
  if (list.includes('*')) return true;
  if (subresource === '') return list.includes(resource);
  return list.includes(`${resource}/${subresource}`) || list.includes(`*/${subresource}`);
}

/** `/apis/*` covers everything that starts with `/apis/`; only a trailing star is special. */
export function pathMatches(pattern: string, path: string): boolean {
  return pattern === '*' || pattern === path || (pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1)));
}

export function ruleAllows(rule: PolicyRule, asked: AuthorizationAttributes): boolean {
  if (!includes(rule.verbs, asked.verb)) return false;
  if (!asked.isResourceRequest) return rule.nonResourceURLs?.some((each) => pathMatches(each, asked.path)) === true;
  if (!includes(rule.apiGroups, asked.group) || !resourceMatches(rule, asked.resource, asked.subresource)) return false;
  const names = rule.resourceNames;
  return names === undefined || names.length === 0 || names.includes(asked.name);
}
