/** The Kubernetes API server: one pipeline and one generic engine over resource definitions and a store. */
export * from './admission.ts';
export * from './authorizer.ts';
export * from './request.ts';
export * from './resource-access.ts';
export * from './server.ts';
export * from './subresource-handlers.ts';
