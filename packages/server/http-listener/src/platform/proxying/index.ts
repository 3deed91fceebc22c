/** How servers behind this one are reached and verified, for requests that the server sends itself. */
export { checkedLookup } from './checked-address.ts';
export { extensionTls } from './extension-target.ts';
