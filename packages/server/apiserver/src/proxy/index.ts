/** Where a request may be proxied to. */
export { escapedPath } from './escaped-path.ts';
export { addressNotAllowed, hostOf, isProxyableIp, mayBeProxyableHost } from './proxy-address.ts';
