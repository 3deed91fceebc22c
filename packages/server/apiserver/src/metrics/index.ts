/** Metrics for those who add their own. */
export { MetricRegistry } from './metric-registry.ts';
