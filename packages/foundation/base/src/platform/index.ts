/** Sockets, for packages that run on Node. */
export * from './http2-sockets.ts';
export * from './sockets.ts';
