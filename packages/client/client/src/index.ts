/** Access to the Kubernetes API: the client, its transports, informers and the work queue. */
export * from './client.ts';
export { createClient } from './create-client.ts';
export * from './informer/informer.ts';
export * from './informer/informer-factory.ts';
export { type IndexFunction, type ObjectReader, orphansOf } from './informer/object-store.ts';
export { NoAnswerError } from './no-answer-error.ts';
export { collectionPath, objectPath } from './paths.ts';
export { compareResourceVersions } from './resource-version.ts';
export * from './work-queue.ts';
