/** Which policies run again when later ones, or webhooks, changed the object. Upstream: policyReinvokeContext. */
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';

export class ReinvocationState {
  /** Policies with the reinvocation policy IfNeeded that have run since the last change. */
  #invoked = new Set<string>();
  readonly #again = new Set<string>();
  #output: KubeObject | undefined;

  /** Something changed the object after those that have run. */
  changed(): void {
    for (const key of this.#invoked) this.#again.add(key);
    this.#invoked = new Set();
  }

  /** The second run begins with this object. */
  resume(object: KubeObject): void {
    if (!deepEqual(this.#output, object)) this.changed();
  }

  shouldRunAgain(key: string): boolean {
    return this.#again.has(key);
  }

  mayRunAgain(key: string): void {
    this.#invoked.add(key);
  }

  finished(object: KubeObject): void {
    this.#output = object;
  }
}
