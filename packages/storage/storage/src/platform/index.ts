/** Snapshots: the content of a store as a file. */
export type { SnapshotHeader, SnapshotSummary } from './format.ts';
export { readSnapshot, type Snapshot } from './read-snapshot.ts';
export { snapshotBytes } from './write-snapshot.ts';
