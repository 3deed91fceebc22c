/** Event recorders: core events and events.k8s.io. */
export { createEventRecorder, type EventRecorderOptions, type RunningEventRecorder } from './recorder.ts';
export {
  createSeriesRecorder,
  type RunningSeriesRecorder,
  type SeriesEventRecorder,
  type SeriesRecorderOptions,
} from './series-recorder.ts';
