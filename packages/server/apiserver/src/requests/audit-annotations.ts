/** Annotations for the audit event of one request. */

export class AuditAnnotations {
  #values: Map<string, string> | undefined;

  /** Of several values for a key, the first counts. */
  add(key: string, value: string): void {
    this.#values ??= new Map();
    if (!this.#values.has(key)) this.#values.set(key, value);
  }

  /** All that have been added so far. */
  entries(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#values ?? []);
  }
}
