/** Keeps commits that share a key in the order they were asked for; etcd takes requests in any. */
export class KeyOrder {
  /** The end of the last commit that was asked for, by key. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `task` when every earlier one that shares a key has ended, however it ended. */
  run<T>(keys: ReadonlySet<string>, task: () => Promise<T>): Promise<T> {
    const before = [...keys].flatMap((key) => this.#last.get(key) ?? []);
    const result = before.length === 0 ? task() : Promise.all(before).then(task);
    const end: Promise<void> = result.then(
      () => this.#forget(keys, end),
      () => this.#forget(keys, end),
    );
    for (const key of keys) this.#last.set(key, end);
    return result;
  }

  #forget(keys: ReadonlySet<string>, end: Promise<unknown>): void {
    for (const key of keys) if (this.#last.get(key) === end) this.#last.delete(key);
  }
}
