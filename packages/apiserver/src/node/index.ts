/** The API server on Node: certificates on disk and the listener in front of the pipeline. */
export * from './pki/pki.ts';
