/** `kubets/api`: every resource definition of the Kubernetes API, and the types of their objects. */
export * from '@kubets/api';
