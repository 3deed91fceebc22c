/** What engines are built with: the rules of commits, keys and leases, and feeds of changes. */
export { ChangeFeed } from './change-feed.ts';
export { checkCommit, checkWanted, entryAfter, eventsOf, firstBroken, keysOf } from './commit.ts';
export { exportAt, groupsOf, leaseOfExported } from './export.ts';
export type { Stretch } from './follower.ts';
export { compareKeys, isStorableKey } from './keys.ts';
export { expiryOf, type Lease, LeaseKeeper, leasesOf } from './leases.ts';
export { bytesOf } from './recent-changes.ts';
export { RemoteFeed } from './remote-feed.ts';
