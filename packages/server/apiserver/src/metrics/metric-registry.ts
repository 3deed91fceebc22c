/** Counters, gauges and histograms with labels, in Prometheus' text format. */

export type Labels = Readonly<Record<string, string>>;

/** One series of a counter or histogram: keep it if the same labels are used repeatedly. */
export type Series = (value: number) => void;

export interface Counter {
  /** The series with these labels; its values are added. */
  with(labels: Labels): Series;
}

export interface Histogram {
  /** The series with these labels; its values are counted per bucket. */
  with(labels: Labels): Series;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  lines(): string[];
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function labelText(labels: Labels, extra = ''): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => `${name}="${(labels[name] as string).replace(/[\\"\n]/g, (char) => escapes[char] as string)}"`);
  if (extra !== '') pairs.push(extra);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

interface Buckets {
  readonly labels: Labels;
  readonly counts: number[];
  count: number;
  sum: number;
}

function histogramLines(name: string, limits: readonly number[], series: Buckets): string[] {
  const lines: string[] = [];
  let below = 0;
  limits.forEach((limit, index) => {
    below += series.counts[index] as number;
    lines.push(`${name}_bucket${labelText(series.labels, `le="${limit}"`)} ${below}`);
  });
  lines.push(`${name}_bucket${labelText(series.labels, 'le="+Inf"')} ${series.count}`);
  lines.push(`${name}_sum${labelText(series.labels)} ${series.sum}`);
  lines.push(`${name}_count${labelText(series.labels)} ${series.count}`);
  return lines;
}

/** A set of metrics. One per server, so that several servers in a process do not mix. */
export class MetricRegistry {
  readonly #families: Family[] = [];

  counter(name: string, help: string): Counter {
    const all = new Map<string, { value: number }>();
    this.#families.push({
      name,
      help,
      type: 'counter',
      lines: () => [...all].map(([labels, { value }]) => `${name}${labels} ${value}`),
    });
    return {
      with(labels) {
        const key = labelText(labels);
        const series = all.get(key) ?? { value: 0 };
        all.set(key, series);
        return (value) => {
          series.value += value;
        };
      },
    };
  }

  /** A gauge that is read when metrics are requested. */
  gauge(name: string, help: string, read: () => readonly Sample[]): void {
    this.#families.push({
      name,
      help,
      type: 'gauge',
      lines: () => read().map((sample) => `${name}${labelText(sample.labels)} ${sample.value}`),
    });
  }

  /** `limits`: upper bounds of the buckets, ascending. */
  histogram(name: string, help: string, limits: readonly number[]): Histogram {
    const all = new Map<string, Buckets>();
    this.#families.push({
      name,
      help,
      type: 'histogram',
      lines: () => [...all.values()].flatMap((series) => histogramLines(name, limits, series)),
    });
    return {
      with(labels) {
        const key = labelText(labels);
        const series = all.get(key) ?? { labels, counts: limits.map(() => 0), count: 0, sum: 0 };
        all.set(key, series);
        return (value) => {
          const bucket = limits.findIndex((limit) => value <= limit);
          if (bucket >= 0) series.counts[bucket] = (series.counts[bucket] as number) + 1;
          series.count++;
          series.sum += value;
        };
      },
    };
  }

  /** All metrics, as `text/plain; version=0.0.4`. */
  text(): string {
    return this.#families
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((family) => {
        const head = [`# HELP ${family.name} ${family.help}`, `# TYPE ${family.name} ${family.type}`];
        return `${[...head, ...family.lines()].join('\n')}\n`;
      })
      .join('');
  }
}
