/** Metrics for those who add their own. */
export type { Counter, Labels, MetricRegistry, Series } from './metric-registry.ts';
