/** The Kubernetes API server: one pipeline and one generic engine over resource definitions and a store. */
export * from './admission.ts';
export * from './request.ts';
