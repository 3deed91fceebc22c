/** Access to the Kubernetes API: client, informers and work queue. Upstream: client-go. */
export * from './client.ts';
export { createClient } from './create-client.ts';
export { type IndexFunction, type Lister, orphansIndexValue } from './informer/indexer.ts';
export * from './informer/informer.ts';
export * from './informer/informer-factory.ts';
export { NoResponseError } from './no-response-error.ts';
export { collectionPath, objectPath } from './paths.ts';
export { compareResourceVersions } from './resource-version.ts';
export * from './work-queue.ts';
