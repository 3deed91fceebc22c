/** Access to the Kubernetes API: the client, its transports, informers and the work queue. */
export * from './client.ts';
