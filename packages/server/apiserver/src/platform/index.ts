/** The API server on Node: certificates on disk and the listener in front of the pipeline. */
export { ListenError } from './listener/listen-error.ts';
export { type Listener, type ListenerOptions, listen } from './listener/listener.ts';
export * from './pki/pki.ts';
