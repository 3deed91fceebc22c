/**
 * Sets of completion indexes in upstream's notation: `1,3-5,7`. A Job can have two billion indexes, so intervals are never
 * expanded.
 */

interface Interval {
  readonly first: number;
  readonly last: number;
}

const lengthOf = ({ first, last }: Interval): number => last - first + 1;

/** Sorted, without overlapping or adjacent intervals. */
function merged(intervals: readonly Interval[]): readonly Interval[] {
  const found: Interval[] = [];
  for (const next of intervals.toSorted((a, b) => a.first - b.first)) {
    const before = found.at(-1);
    if (before === undefined || next.first > before.last + 1) found.push(next);
    else if (next.last > before.last) found[found.length - 1] = { first: before.first, last: next.last };
  }
  return found;
}

export class IndexSet {
  readonly #intervals: readonly Interval[];
  readonly #intervalsSize: number;
  /** None of them is in an interval. */
  readonly #added = new Set<number>();

  private constructor(intervals: readonly Interval[]) {
    this.#intervals = merged(intervals);
    this.#intervalsSize = this.#intervals.reduce((sum, each) => sum + lengthOf(each), 0);
  }

  /** Parses the text of `toString`. Ignores parts that are no interval below `limit`. */
  static parse(text: string | undefined, limit: number): IndexSet {
    const intervals: Interval[] = [];
    for (const part of (text ?? '').split(',')) {
      const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part);
      if (match === null) continue;
      const first = Number(match[1]);
      const last = Math.min(Number(match[2] ?? first), limit - 1);
      if (first <= last) intervals.push({ first, last });
    }
    return new IndexSet(intervals);
  }

  get size(): number {
    return this.#intervalsSize + this.#added.size;
  }

  has(index: number): boolean {
    return this.endOf(index) !== undefined;
  }

  /** The last index of the interval that contains `index`; undefined if the set does not contain it. */
  endOf(index: number): number | undefined {
    if (this.#added.has(index)) return index;
    let [low, high] = [0, this.#intervals.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#intervals[middle] as Interval).last < index) low = middle + 1;
      else high = middle;
    }
    const found = this.#intervals[low];
    return found !== undefined && found.first <= index ? found.last : undefined;
  }

  add(index: number): void {
    if (!this.has(index)) this.#added.add(index);
  }

  /** How many indexes both sets contain. */
  countShared(other: IndexSet): number {
    const [ours, theirs] = [this.#merged(), other.#merged()];
    let shared = 0;
    for (let a = 0, b = 0; a < ours.length && b < theirs.length; ) {
      const [one, two] = [ours[a] as Interval, theirs[b] as Interval];
      shared += Math.max(0, Math.min(one.last, two.last) - Math.max(one.first, two.first) + 1);
      if (one.last < two.last) a++;
      else b++;
    }
    return shared;
  }

  /** Two adjacent indexes are written as two indexes, three or more as an interval. */
  toString(): string {
    const shown = (interval: Interval): string => {
      const { first, last } = interval;
      if (first === last) return `${first}`;
      return lengthOf(interval) === 2 ? `${first},${last}` : `${first}-${last}`;
    };
    return this.#merged().map(shown).join(',');
  }

  #merged(): readonly Interval[] {
    if (this.#added.size === 0) return this.#intervals;
    return merged([...this.#intervals, ...Array.from(this.#added, (index) => ({ first: index, last: index }))]);
  }
}
