/** Keeps commits with a common key in the order of their calls. etcd executes requests in any order. */
export class KeyOrder {
  /** The completion of the last commit, by key. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `task` after all earlier tasks with a common key have settled. */
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
