/** The server's own reads and writes. */
export { ensure, keep } from './ensure.ts';
export type { ObjectChange, ResourceAccess, ResourceReader } from './resource-access.ts';
export type { WriteGuard } from './write-guard.ts';
