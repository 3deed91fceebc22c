/**
 * Finds the rights of some rules that others do not grant: the core of the escalation check. A rule is a product of its
 * lists, and the missing rights are again products: they are never expanded.
 */
import type { PolicyRule } from '@kubets/api';
import { holds, lists, pathMatches } from './rule-match.ts';

/** `undefined` stands for every object of a resource. */
type Value = string | undefined;
/** One list per dimension: verbs, API groups, resources and names, or verbs and paths. */
type Product = readonly (readonly Value[])[];
interface Dimension {
  /** Whether a rule covers a value. */
  covers(owned: PolicyRule, value: Value): boolean;
  /** Steps that one such check takes. */
  cost(owned: PolicyRule): number;
}

/** Unlike for a request, only `*` covers a right to `*`, and `pods/*` has no special meaning. */
function coversResource({ resources }: PolicyRule, resource: string): boolean {
  if (holds(resources, resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && lists(resources, `*${resource.slice(slash)}`);
}

function coversName({ resourceNames }: PolicyRule, name: Value): boolean {
  return !resourceNames?.length || (name !== undefined && lists(resourceNames, name));
}

function dimension(covers: (owned: PolicyRule, value: string) => boolean): Dimension {
  return { covers: (owned, value) => value !== undefined && covers(owned, value), cost: () => 1 };
}

const verbs = dimension((owned, verb) => holds(owned.verbs, verb));
const resourceDimensions: readonly Dimension[] = [
  verbs,
  dimension((owned, group) => holds(owned.apiGroups, group)),
  dimension(coversResource),
  { covers: coversName, cost: () => 1 },
];
const pathDimensions: readonly Dimension[] = [
  verbs,
  {
    covers: ({ nonResourceURLs }, path = '') => nonResourceURLs?.some((each) => pathMatches(each, path)) === true,
    cost: ({ nonResourceURLs }) => nonResourceURLs?.length ?? 0,
  },
];

const unique = (list: readonly string[] = []): readonly string[] => (list.length < 2 ? list : [...new Set(list)]);

const everyName: readonly Value[] = [undefined];

function resourceProduct(rule: PolicyRule): Product {
  const names = rule.resourceNames?.length ? unique(rule.resourceNames) : everyName;
  return [unique(rule.verbs), unique(rule.apiGroups), unique(rule.resources), names];
}
const pathProduct = (rule: PolicyRule): Product => [unique(rule.verbs), unique(rule.nonResourceURLs)];

const entriesOf = (rule: PolicyRule): number =>
  rule.verbs.length +
  (rule.apiGroups?.length ?? 0) +
  (rule.resources?.length ?? 0) +
  (rule.resourceNames?.length ?? 0) +
  (rule.nonResourceURLs?.length ?? 0);

/** The number of strings in some rules. */
export const countEntries = (rules: readonly PolicyRule[]): number =>
  rules.reduce((sum, rule) => sum + entriesOf(rule), 0);

/** The comparison has exceeded its steps. */
class TooManySteps extends Error {
  override readonly name = 'TooManySteps';
}

class Steps {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  take(count: number): void {
    this.#left -= count;
    if (this.#left < 0) throw new TooManySteps();
  }
}

/** Owned rules by the resources that they name, so that a wanted rule is compared only with relevant ones. */
class OwnedRules {
  readonly #byResource = new Map<string, PolicyRule[]>();
  readonly #onPaths: PolicyRule[] = [];

  constructor(rules: readonly PolicyRule[], steps: Steps) {
    for (const rule of rules) {
      steps.take(entriesOf(rule));
      if (rule.nonResourceURLs?.length) this.#onPaths.push(rule);
      for (const resource of unique(rule.resources)) {
        const known = this.#byResource.get(resource);
        if (known === undefined) this.#byResource.set(resource, [rule]);
        else known.push(rule);
      }
    }
  }

  get onPaths(): readonly PolicyRule[] {
    return this.#onPaths;
  }

  onResources(resources: readonly Value[], steps: Steps): readonly PolicyRule[] {
    const found = new Set<PolicyRule>(this.#byResource.get('*'));
    for (const resource of resources) {
      const slash = resource?.indexOf('/') ?? -1;
      for (const name of [resource, slash < 0 ? undefined : `*${resource?.slice(slash)}`]) {
        const rules = name === undefined ? [] : (this.#byResource.get(name) ?? []);
        steps.take(1 + rules.length);
        for (const rule of rules) found.add(rule);
      }
    }
    return [...found];
  }
}

const nothing: readonly Value[] = [];

/** The rest of a product that the rule does not cover; undefined if the rule covers all of it. */
function without(
  product: Product,
  rule: PolicyRule,
  dimensions: readonly Dimension[],
  steps: Steps,
): readonly Product[] | undefined {
  const inside: (readonly Value[])[] = [];
  const outside: (readonly Value[])[] = [];
  for (const [at, { covers, cost }] of dimensions.entries()) {
    const values = product[at] ?? [];
    steps.take(values.length * cost(rule));
    const covered = values.filter((value) => covers(rule, value));
    if (covered.length === 0) return undefined;
    inside.push(covered);
    outside.push(covered.length === values.length ? nothing : values.filter((value) => !covers(rule, value)));
  }
  return outside.flatMap((left, at) =>
    left.length === 0 ? [] : [[...inside.slice(0, at), left, ...product.slice(at + 1)]],
  );
}

/** Adds to `missing` what no rule covers. */
function subtract(
  wanted: Product,
  owned: readonly PolicyRule[],
  dimensions: readonly Dimension[],
  steps: Steps,
  missing: Product[],
): void {
  const open: { readonly product: Product; readonly from: number }[] = [{ product: wanted, from: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    let { from } = next;
    let rest: readonly Product[] | undefined;
    for (; from < owned.length && rest === undefined; from++)
      rest = without(next.product, owned[from] as PolicyRule, dimensions, steps);
    if (rest === undefined) missing.push(next.product);
    else for (const product of rest) open.push({ product, from });
  }
}

const asRule = ([verbs, ...rest]: Product): PolicyRule => {
  const [first, resources, names] = rest as readonly (readonly string[])[];
  if (resources === undefined) return { verbs: verbs as string[], nonResourceURLs: first ?? [] };
  const named = names?.[0] === undefined ? {} : { resourceNames: names };
  return { verbs: verbs as string[], apiGroups: first ?? [], resources, ...named };
};

export interface Uncovered {
  /** Rules that grant exactly what is wanted and not owned. */
  readonly rules: readonly PolicyRule[];
  /** False if the comparison was given up: rights may be missing although `rules` is empty. */
  readonly decided: boolean;
}

/** The rights that `wanted` grants beyond `owned`. `maxSteps`: how often a value may be compared with a rule. */
export function uncoveredRules(
  owned: readonly PolicyRule[],
  wanted: readonly PolicyRule[],
  maxSteps = Number.POSITIVE_INFINITY,
): Uncovered {
  const steps = new Steps(maxSteps);
  const missing: Product[] = [];
  try {
    const held = new OwnedRules(owned, steps);
    for (const rule of wanted) {
      steps.take(entriesOf(rule));
      const onResources = resourceProduct(rule);
      if (onResources.every((list) => list.length > 0)) {
        const candidates = held.onResources(onResources[2] ?? [], steps);
        subtract(onResources, candidates, resourceDimensions, steps, missing);
      }
      const onPaths = pathProduct(rule);
      if (onPaths.every((list) => list.length > 0)) subtract(onPaths, held.onPaths, pathDimensions, steps, missing);
    }
  } catch (error) {
    if (!(error instanceof TooManySteps)) throw error;
    return { rules: missing.map(asRule), decided: false };
  }
  return { rules: missing.map(asRule), decided: true };
}
