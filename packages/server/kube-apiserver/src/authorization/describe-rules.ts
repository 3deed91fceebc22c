/** Formats rules as in upstream's messages. */
import type { PolicyRule } from '@kubets/api';

/** A list of strings as Go's %q formats it: `["a" "b"]`. */
export function quotedList(list: readonly string[]): string {
  return `[${list.map((each) => JSON.stringify(each)).join(' ')}]`;
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`, as upstream formats a rule in its messages. */
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

/** The individual rights of a rule, in upstream's order. */
function* rightsOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): Generator<PolicyRule> {
  const names = resourceNames?.length ? resourceNames : [undefined];
  for (const group of apiGroups ?? [])
    for (const resource of resources ?? [])
      for (const verb of verbs)
        for (const name of names) {
          const named = name === undefined ? {} : { resourceNames: [name] };
          yield { verbs: [verb], apiGroups: [group], resources: [resource], ...named };
        }
  for (const path of nonResourceURLs ?? []) for (const verb of verbs) yield { verbs: [verb], nonResourceURLs: [path] };
}

/** The maximum number of rights in a message. Upstream names all of them. */
const maxRights = 1000;

function* firstRights(rules: readonly PolicyRule[]): Generator<PolicyRule> {
  let left = maxRights;
  for (const rule of rules)
    for (const right of rightsOf(rule)) {
      if (left-- === 0) return;
      yield right;
    }
}

/** Whether there are more rights than a message names. */
function exceedsMaxRights(rules: readonly PolicyRule[]): boolean {
  const of = (list: readonly string[] | undefined): number => list?.length ?? 0;
  const count = (rule: PolicyRule): number =>
    of(rule.verbs) *
    (of(rule.apiGroups) * of(rule.resources) * (of(rule.resourceNames) || 1) + of(rule.nonResourceURLs));
  return rules.reduce((sum, rule) => sum + count(rule), 0) > maxRights;
}

/**
 * One line per API group and resource with all its verbs, one per right if a rule names objects or paths; sorted.
 * `wanted` determines the order of the verbs.
 */
export function describeRights(rules: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly string[] {
  const lines = new Set<string>();
  const verbsOf = new Map<string, { readonly right: PolicyRule; readonly verbs: Set<string> }>();
  for (const right of firstRights(rules)) {
    if (right.resourceNames !== undefined || right.nonResourceURLs !== undefined) lines.add(describeRule(right));
    else {
      const key = JSON.stringify([right.apiGroups, right.resources]);
      const known = verbsOf.get(key);
      if (known === undefined) verbsOf.set(key, { right, verbs: new Set(right.verbs) });
      else for (const verb of right.verbs) known.verbs.add(verb);
    }
  }
  const position = new Map<string, number>();
  for (const rule of wanted) for (const verb of rule.verbs) if (!position.has(verb)) position.set(verb, position.size);
  const at = (verb: string): number => position.get(verb) ?? 0;
  for (const { right, verbs } of verbsOf.values())
    lines.add(describeRule({ ...right, verbs: [...verbs].sort((a, b) => at(a) - at(b)) }));
  return [...[...lines].sort(), ...(exceedsMaxRights(rules) ? ['... and more'] : [])];
}
