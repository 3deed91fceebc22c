/** Which rights of some rules are not among the rights of others: the heart of the escalation check. */
import type { PolicyRule } from '@kubets/api';
import { pathMatches } from './rule-match.ts';

interface ResourceRight {
  readonly type: 'resource';
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string | undefined;
}
interface PathRight {
  readonly type: 'path';
  readonly verb: string;
  readonly path: string;
}
type Right = ResourceRight | PathRight;

/** One right for every combination a rule names. */
function rightsOf(rule: PolicyRule): readonly Right[] {
  const names = rule.resourceNames?.length ? rule.resourceNames : [undefined];
  const onResources = (rule.apiGroups ?? []).flatMap((group) =>
    (rule.resources ?? []).flatMap((resource) =>
      rule.verbs.flatMap((verb) => names.map((name): Right => ({ type: 'resource', verb, group, resource, name }))),
    ),
  );
  const onPaths = (rule.nonResourceURLs ?? []).flatMap((path) =>
    rule.verbs.map((verb): Right => ({ type: 'path', verb, path })),
  );
  return [...onResources, ...onPaths];
}

const holds = (list: readonly string[] | undefined, value: string): boolean =>
  list !== undefined && (list.includes('*') || list.includes(value));

/** Unlike a request, a right to `*` is covered by a `*` only, and `pods/*` stands for nothing special. */
function resourceCovered(owned: PolicyRule, resource: string): boolean {
  if (holds(owned.resources, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.resources?.includes(`*${resource.slice(slash)}`) === true;
}

function covers(owned: PolicyRule, right: Right): boolean {
  if (!holds(owned.verbs, right.verb)) return false;
  if (right.type === 'path') return owned.nonResourceURLs?.some((each) => pathMatches(each, right.path)) === true;
  const anyName = !owned.resourceNames?.length;
  return (
    holds(owned.apiGroups, right.group) &&
    resourceCovered(owned, right.resource) &&
    (anyName || (right.name !== undefined && owned.resourceNames.includes(right.name)))
  );
}

/** What `wanted` grants beyond `owned`, with the verbs of one resource put together. */
export function uncoveredRules(owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  const missing = wanted.flatMap(rightsOf).filter((right) => !owned.some((rule) => covers(rule, right)));
  const verbs = new Map<string, { readonly right: Right; readonly verbs: string[] }>();
  for (const right of missing) {
    const key = JSON.stringify(
      right.type === 'path' ? [right.path] : [right.group, right.resource, right.name ?? null],
    );
    const entry = verbs.get(key);
    if (entry === undefined) verbs.set(key, { right, verbs: [right.verb] });
    else if (!entry.verbs.includes(right.verb)) entry.verbs.push(right.verb);
  }
  return [...verbs.values()].map(({ right, verbs: list }) =>
    right.type === 'path'
      ? { verbs: list, nonResourceURLs: [right.path] }
      : {
          verbs: list,
          apiGroups: [right.group],
          resources: [right.resource],
          ...(right.name === undefined ? {} : { resourceNames: [right.name] }),
        },
  );
}

/** A list of strings as Go's %q shows it: `["a" "b"]`. */
export function quotedList(list: readonly string[]): string {
  return `[${list.map((each) => JSON.stringify(each)).join(' ')}]`;
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`, as upstream writes a rule into its messages. */
export function describeRule(rule: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  const shown = parts.flatMap(([label, list]) => (list?.length ? [`${label}:${quotedList(list)}`] : []));
  return `{${shown.join(', ')}}`;
}
