/** The allowed targets of proxied requests. */
export { escapedPath } from './escaped-path.ts';
export { addressNotAllowed, hostOf, isProxyableIp, mayBeProxyableHost } from './proxy-address.ts';
