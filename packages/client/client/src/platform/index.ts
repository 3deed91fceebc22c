/** The HTTP transport and kubeconfig files. */
export { createHttpTransport, type HttpTransport, type HttpTransportOptions } from './http-transport.ts';
export * from './kubeconfig.ts';
export { FileLockedError } from './rewrite-file.ts';
