/**
 * Converts between revisions of etcd, which cannot be set, and of the store, which must continue after a restore: a revision of the
 * store is etcd's revision plus an offset that is stored in etcd. Pure.
 */
export class RevisionShift {
  readonly offset: number;

  /** @param offset 0 in a store that was never restored. */
  constructor(offset: number) {
    this.offset = offset;
  }

  /** Converts to a revision of the store. 0 means none and is not changed. */
  told(revision: number): number {
    return revision === 0 ? 0 : revision + this.offset;
  }

  /** Converts to a revision of etcd for reads and watches. Revisions before the restore become 1, which is compacted. */
  asked(revision: number): number {
    return Math.max(1, revision - this.offset);
  }

  /** Converts an expected revision. 0 means "does not exist". No key has a revision from before the restore. */
  expected(revision: number): number {
    if (revision === 0) return 0;
    return revision > this.offset ? revision - this.offset : -1;
  }
}
