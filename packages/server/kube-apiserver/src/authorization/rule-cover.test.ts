/**
 * Whether rules cover other rules: against a comparison right by right, and with rules that are too large to expand.
 */
import type { PolicyRule } from '@kubets/api';
import { type Random, seededRandom } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { describeRights } from './describe-rules.ts';
import { uncoveredRules } from './rule-cover.ts';
import { pathMatches } from './rule-match.ts';

const pick = (random: Random, from: readonly string[], least: number): string[] =>
  from
    .filter(() => random.next() < 0.4)
    .concat(from.slice(0, least))
    .slice(0, 3);

function randomRule(random: Random): PolicyRule {
  const verbs = pick(random, ['get', 'list', 'watch', '*'], 1);
  if (random.next() < 0.2)
    return { verbs, nonResourceURLs: pick(random, ['/api', '/api/*', '/healthz', '/a*', '*'], 1) };
  const names = random.next() < 0.3 ? { resourceNames: pick(random, ['a', 'b', 'c'], 1) } : {};
  const resources = pick(random, ['pods', 'pods/log', '*/log', 'secrets', '*'], 1);
  return { verbs, apiGroups: pick(random, ['', 'apps', '*'], 1), resources, ...names };
}

type Right = Readonly<Record<'verb' | 'group' | 'resource' | 'name' | 'path', string | undefined>>;

/** Every individual right of a rule. */
function rightsOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): Right[] {
  const names = resourceNames?.length ? resourceNames : [undefined];
  return verbs.flatMap((verb) => [
    ...(nonResourceURLs ?? []).map((path) => ({ verb, path, group: undefined, resource: undefined, name: undefined })),
    ...(apiGroups ?? []).flatMap((group) =>
      (resources ?? []).flatMap((resource) => names.map((name) => ({ verb, group, resource, name, path: undefined }))),
    ),
  ]);
}

function covers(rule: PolicyRule, { verb, group, resource, name, path }: Right): boolean {
  const has = (list: readonly string[] | undefined, value = ''): boolean =>
    list !== undefined && (list.includes('*') || list.includes(value));
  if (!has(rule.verbs, verb)) return false;
  if (path !== undefined) return rule.nonResourceURLs?.some((each) => pathMatches(each, path)) === true;
  const [, subresource] = (resource ?? '').split('/');
  const named =
    has(rule.resources, resource) || (subresource !== undefined && rule.resources?.includes(`*/${subresource}`));
  const anyName = !rule.resourceNames?.length;
  return has(rule.apiGroups, group) && named === true && (anyName || rule.resourceNames.includes(name ?? '\0'));
}

const sorted = (rights: readonly Right[]): string[] =>
  [...new Set(rights.map((right) => JSON.stringify(right)))].sort();

describe('the rights that rules grant beyond others', () => {
  it('are those that a comparison right by right finds, for any rules', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 3000; round++) {
      const owned = Array.from({ length: round % 5 }, () => randomRule(random));
      const wanted = Array.from({ length: 1 + (round % 3) }, () => randomRule(random));
      const missing = wanted.flatMap(rightsOf).filter((right) => !owned.some((rule) => covers(rule, right)));
      const found = uncoveredRules(owned, wanted);
      expect(found.decided).toBe(true);
      expect(sorted(found.rules.flatMap(rightsOf))).toEqual(sorted(missing));
    }
  });

  it.each<[string, PolicyRule, PolicyRule, readonly string[]]>([
    [
      'verbs of a resource in one line',
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] },
      { verbs: ['get', 'watch', 'delete'], apiGroups: [''], resources: ['pods', 'pods/log'] },
      [
        '{APIGroups:[""], Resources:["pods"], Verbs:["watch" "delete"]}',
        '{APIGroups:[""], Resources:["pods/log"], Verbs:["get" "watch" "delete"]}',
      ],
    ],
    [
      'each right of a named object in a separate line',
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'], resourceNames: ['a', 'b'] },
      [
        '{APIGroups:[""], Resources:["pods"], ResourceNames:["a"], Verbs:["list"]}',
        '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["get"]}',
        '{APIGroups:[""], Resources:["pods"], ResourceNames:["b"], Verbs:["list"]}',
      ],
    ],
    [
      'each right of a path in a separate line',
      { verbs: ['get'], nonResourceURLs: ['/api/*'] },
      { verbs: ['get', 'post'], nonResourceURLs: ['/api/v1'] },
      ['{NonResourceURLs:["/api/v1"], Verbs:["post"]}'],
    ],
  ])("are reported with upstream's message: %s", (_, owned, wanted, lines) => {
    expect(describeRights(uncoveredRules([owned], [wanted]).rules, [wanted])).toEqual(lines);
  });
});

const many = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const huge: PolicyRule = { verbs: many('v', 5000), apiGroups: many('g', 5000), resources: many('r', 5000) };
const budget = 60_000;

describe('rules that are too large to expand', () => {
  it('are compared in one step per string', () => {
    expect(uncoveredRules([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], [huge], budget)).toEqual({
      rules: [],
      decided: true,
    });
    const half = { ...huge, verbs: huge.verbs.slice(0, 2500) };
    expect(uncoveredRules([half], [huge], budget)).toEqual({
      rules: [{ ...huge, verbs: huge.verbs.slice(2500) }],
      decided: true,
    });
    const named = { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: many('n', 20_000) };
    expect(uncoveredRules([{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }], [named], budget).rules).toEqual(
      [],
    );
  });

  it('are reported in as few lines as people read', () => {
    const lines = describeRights([huge], [huge]);
    expect(lines.length).toBeLessThan(1002);
    expect(lines.at(-1)).toBe('... and more');
  });

  it('in thousands are compared only with rules that are relevant', () => {
    const rules = many('r', 4000).map((resource) => ({ verbs: ['get'], apiGroups: [''], resources: [resource] }));
    expect(uncoveredRules(rules, rules, budget)).toEqual({ rules: [], decided: true });
  });

  it('that split each other into more and more pieces are refused, not granted', () => {
    // Each owned rule covers half of every dimension, in a different way.
    const half = (prefix: string, bit: number): string[] => many(prefix, 4096).filter((_, at) => (at >> bit) % 2 === 0);
    const owned = Array.from({ length: 12 }, (_, bit) => ({
      verbs: half('v', bit),
      apiGroups: half('g', bit),
      resources: half('r', bit),
    }));
    const wanted = { verbs: many('v', 4096), apiGroups: many('g', 4096), resources: many('r', 4096) };
    expect(uncoveredRules(owned, [wanted], budget).decided).toBe(false);
  });
});
