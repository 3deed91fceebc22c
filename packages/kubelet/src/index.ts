/** The node agent: brings pods to life through a container runtime and reports what became of them. */
export * from './runtime.ts';
