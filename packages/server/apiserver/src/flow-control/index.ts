/** Limits the duration of requests. */
export { timedOut } from './request-deadline.ts';
