/** Metrics of requests, with upstream's names. */
import type { RequestInfo } from '../requests/request.ts';
import { isLongRunning } from '../requests/request-info.ts';
import type { Labels, MetricRegistry, Series } from './metric-registry.ts';

/** Upstream's buckets of apiserver_request_duration_seconds. */
const durationBuckets = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
];

const knownVerbs: ReadonlySet<string> = new Set(
  'get list watch create update patch delete deletecollection proxy head post put options'.split(' '),
);

function scopeOf(info: RequestInfo): string {
  if (!info.isResourceRequest) return '';
  if (info.name !== '') return 'resource';
  return info.namespace === '' ? 'cluster' : 'namespace';
}

/**
 * Finds the series of requests with the same labels without building them: a few requests are repeated over and over.
 */
function nameOf(info: RequestInfo, served: boolean, dryRun: boolean): string {
  const { group, version, resource, subresource, verb } = info;
  const what = served ? `${group}/${version}/${resource}/${subresource}` : '';
  return `${knownVerbs.has(verb) ? verb : 'other'} ${scopeOf(info)} ${dryRun} ${served} ${what}`;
}

/**
 * Labels of bounded cardinality: unserved resources are counted without their name, or clients could grow the metrics.
 */
function labelsOf(info: RequestInfo, served: boolean, dryRun: boolean): Labels {
  return {
    component: 'apiserver',
    dry_run: dryRun ? 'All' : '',
    group: served ? info.group : '',
    resource: served ? info.resource : '',
    scope: scopeOf(info),
    subresource: served ? info.subresource : '',
    verb: knownVerbs.has(info.verb) ? info.verb.toUpperCase() : 'OTHER',
    version: served ? info.version : '',
  };
}

export interface RequestMetrics {
  /** Counts the start of a request; call the result with the status code when the answer is complete. */
  begin(info: RequestInfo, served: boolean, dryRun: boolean): (code: number) => void;
}

/** The metrics of one set of labels. */
interface RequestSeries {
  readonly labels: Labels;
  readonly byCode: Map<number, Series>;
  /** For requests that are not long-running. */
  duration: Series | undefined;
  running: number;
}

function seriesSource(registry: MetricRegistry): {
  of(name: string, labels: () => Labels): RequestSeries;
  count(series: RequestSeries, code: number): void;
  time(series: RequestSeries, seconds: number): void;
} {
  const total = registry.counter(
    'apiserver_request_total',
    'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
  );
  const durations = registry.histogram(
    'apiserver_request_duration_seconds',
    'Response latency distribution in seconds for each verb, dry run value, group, version, resource, subresource, scope and component.',
    durationBuckets,
  );
  const all = new Map<string, RequestSeries>();
  registry.gauge(
    'apiserver_longrunning_requests',
    'Gauge of all active long-running apiserver requests broken out by verb, group, version, resource, scope and component. Not all requests are tracked this way.',
    () =>
      [...all.values()].filter(({ running }) => running > 0).map(({ labels, running }) => ({ labels, value: running })),
  );
  return {
    of(name, labels) {
      let series = all.get(name);
      if (series === undefined) {
        series = { labels: labels(), byCode: new Map(), duration: undefined, running: 0 };
        all.set(name, series);
      }
      return series;
    },
    time(series, seconds) {
      series.duration ??= durations.with(series.labels);
      series.duration(seconds);
    },
    count(series, code) {
      let counted = series.byCode.get(code);
      if (counted === undefined) {
        counted = total.with({ ...series.labels, code: String(code) });
        series.byCode.set(code, counted);
      }
      counted(1);
    },
  };
}

export function requestMetrics(
  registry: MetricRegistry,
  monotonic: () => number,
  inFlight: { readonly readOnly: number; readonly mutating: number },
): RequestMetrics {
  const source = seriesSource(registry);
  registry.gauge(
    'apiserver_current_inflight_requests',
    'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.',
    () => [
      { labels: { request_kind: 'mutating' }, value: inFlight.mutating },
      { labels: { request_kind: 'readOnly' }, value: inFlight.readOnly },
    ],
  );
  return {
    begin(info, served, dryRun) {
      const series = source.of(nameOf(info, served, dryRun), () => labelsOf(info, served, dryRun));
      const started = monotonic();
      const long = isLongRunning(info) && served;
      if (long) series.running++;
      return (code) => {
        if (long) series.running--;
        else source.time(series, (monotonic() - started) / 1000);
        source.count(series, code);
      };
    },
  };
}
