/** What any Kubernetes-style API needs, with no kind of object in it. */
export * from './field-error.ts';
export * from './meta.ts';
export * from './resource-type.ts';
export * from './status-error.ts';
