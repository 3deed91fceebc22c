/**
 * Between etcd's revisions, which nobody can set, and the store's, which must go on from where another store was: after a
 * restore every revision of the store is etcd's plus an offset that stands in etcd itself. Pure.
 */
export class RevisionShift {
  readonly offset: number;

  /** @param offset 0 in a store that was never restored. */
  constructor(offset: number) {
    this.offset = offset;
  }

  /** A revision as the store tells it; 0, which is none, stays. */
  told(revision: number): number {
    return revision === 0 ? 0 : revision + this.offset;
  }

  /** A revision to read or watch from, as etcd knows it: one from before the restore is etcd's first, long compacted. */
  asked(revision: number): number {
    return Math.max(1, revision - this.offset);
  }

  /** What a key is expected to be at: 0 is "not there", and no key is at a revision from before the restore. */
  expected(revision: number): number {
    if (revision === 0) return 0;
    return revision > this.offset ? revision - this.offset : -1;
  }
}
