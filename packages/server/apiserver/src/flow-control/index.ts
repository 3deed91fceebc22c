/** How long a request may take. */
export { timedOut } from './request-deadline.ts';
