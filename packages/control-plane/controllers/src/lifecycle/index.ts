/** Controllers that create what a namespace needs and delete what has no owner, no namespace or no time left. */
export { garbageCollector } from './garbage-collector/controller.ts';
export { namespaceController } from './namespace/controller.ts';
export { podGarbageCollector } from './podgc/controller.ts';
export { serviceAccountController } from './serviceaccount/controller.ts';
export { ttlAfterFinishedController } from './ttl-after-finished/controller.ts';
