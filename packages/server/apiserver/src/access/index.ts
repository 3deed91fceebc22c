/** Reads and writes by the server itself. */
export { ensure, keep } from './ensure.ts';
export type { ObjectChange, ResourceAccess, ResourceReader } from './resource-access.ts';
export type { WriteGuard } from './write-guard.ts';
