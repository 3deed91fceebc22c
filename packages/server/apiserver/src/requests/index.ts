/** Requests, their meaning, and their answers. */

export type { ApiAnswer, ApiRequest, RequestBody, ServerTrust, UserInfo } from './request.ts';
export { isLongRunning, requestInfo } from './request-info.ts';
export { type ServedEvents, unstored } from './served-object.ts';
export type { Forward, ServerTransport } from './transport.ts';
