/** Controllers as data, and the manager that runs them. */
export {
  type AnyController,
  type CacheIndex,
  type CacheReader,
  type ControllerDefinition,
  defineController,
  defineLoop,
  type EventRecorder,
  type InformerSource,
  indexing,
  type LoopContext,
  type LoopDefinition,
  type ReconcileContext,
  type ReconcileResult,
  type StatusOf,
  type Watch,
  watching,
} from './controller.ts';
export { LruMap } from './lru-map.ts';
export { type RunControllersOptions, runControllers } from './manager.ts';
export { type ControllerMetrics, noMetrics } from './metrics.ts';
