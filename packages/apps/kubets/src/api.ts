/** `kubets/api`: all resource definitions of the Kubernetes API, and the types of their objects. */
export * from '@kubets/api';
export * from '@kubets/api/catalog';
export * from '@kubets/api/documentation';
export * from '@kubets/api/facts';
export * from '@kubets/api/kind-rules';
export * from '@kubets/api/messages';
export * from '@kubets/api/openapi';
export * from '@kubets/api/scheduling-rules';
