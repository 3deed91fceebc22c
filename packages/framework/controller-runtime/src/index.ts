/** The frame around control loops: controllers as data, their manager, leader election and the event recorder. */
export * from './controller.ts';
export * from './election/plan-election.ts';
export { type Lead, type RunElectedOptions, runElected } from './election/run-elected.ts';
export type { Tenure } from './election/tenure.ts';
export { createEventRecorder, type EventRecorderOptions, type RunningEventRecorder } from './events/recorder.ts';
export {
  createSeriesRecorder,
  type RunningSeriesRecorder,
  type SeriesEventRecorder,
  type SeriesRecorderOptions,
} from './events/series-recorder.ts';
export { LruMap } from './lru-map.ts';
export { type RunControllersOptions, runControllers } from './manager.ts';
export { type ControllerMetrics, noMetrics } from './metrics.ts';
