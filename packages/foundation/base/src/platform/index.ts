/** Sockets, for packages that run on Node.js. */
export * from './http2-sockets.ts';
export * from './sockets.ts';
