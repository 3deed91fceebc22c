/** Sums and comparisons of amounts by resource name, as quota uses them. Exact. Upstream: apiserver/pkg/quota/v1. */
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityOf,
  subtractQuantities,
} from '@kubets/machinery/quantity';

/** Quantities by resource name. */
export type ResourceList = ReadonlyMap<string, Quantity>;

type Texts = Readonly<Record<string, string | number>>;

const zero = quantityOf(0);

export function resourceListOf(texts: Texts | undefined): ResourceList {
  return new Map(Object.entries(texts ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

/** The field of an object, sorted by name. */
export function textsOf(list: ResourceList): Record<string, string> {
  return Object.fromEntries(sorted(list).map(([name, quantity]) => [name, formatQuantity(quantity)]));
}

/** `cpu=1,memory=2Gi`, sorted by name, as messages show it. */
export function shown(list: ResourceList): string {
  return sorted(list)
    .map(([name, quantity]) => `${name}=${formatQuantity(quantity)}`)
    .join(',');
}

function sorted(list: ResourceList): [string, Quantity][] {
  return [...list].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function sum(a: ResourceList, b: ResourceList): ResourceList {
  const result = new Map(a);
  for (const [name, quantity] of b) {
    const standing = result.get(name);
    result.set(name, standing === undefined ? quantity : addQuantities(standing, quantity));
  }
  return result;
}

/** The larger amount of each resource. */
export function largest(a: ResourceList, b: ResourceList): ResourceList {
  const result = new Map(a);
  for (const [name, quantity] of b) {
    const standing = result.get(name);
    if (standing === undefined || compareQuantities(quantity, standing) > 0) result.set(name, quantity);
  }
  return result;
}

/** What `a` has more than `b`. Never negative; resources of `b` alone are zero. */
export function increase(a: ResourceList, b: ResourceList): ResourceList {
  const result = new Map<string, Quantity>();
  for (const name of b.keys()) result.set(name, zero);
  for (const [name, quantity] of a) {
    const other = b.get(name);
    const more = other === undefined ? quantity : subtractQuantities(quantity, other);
    result.set(name, more.nanos > 0n ? more : zero);
  }
  return result;
}

/** The resources that are in `names`. */
export function masked(list: ResourceList, names: { has(name: string): boolean }): ResourceList {
  return new Map([...list].filter(([name]) => names.has(name)));
}

export const withoutZeros = (list: ResourceList): ResourceList =>
  new Map([...list].filter(([, quantity]) => quantity.nanos !== 0n));

export const negativeNames = (list: ResourceList): string[] =>
  sorted(list)
    .filter(([, quantity]) => quantity.nanos < 0n)
    .map(([name]) => name);

/** The resources of which `list` has more than `most`. Resources that `most` does not name are unlimited. */
export function exceeding(list: ResourceList, most: ResourceList): ReadonlySet<string> {
  return new Set(
    [...list]
      .filter(([name, quantity]) => {
        const limit = most.get(name);
        return limit !== undefined && compareQuantities(quantity, limit) > 0;
      })
      .map(([name]) => name),
  );
}

/** The same resources with the same amounts, whatever their notation. */
export function equalLists(a: ResourceList, b: ResourceList): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, quantity]) => {
    const other = b.get(name);
    return other !== undefined && compareQuantities(quantity, other) === 0;
  });
}
