/** Two never lead at once: whatever is written under a Lease is written while its writer holds that Lease. */
import type { KubeObject } from '@kubets/machinery/meta';
import { type History, keyOf } from './history.ts';
import type { Violations } from './violations.ts';

/** The Lease that the processes of a name compete for. */
const leaseOf: Readonly<Record<string, string>> = {
  controllers: 'kube-controller-manager',
  scheduler: 'kube-scheduler',
};

export class LeaderCheck {
  readonly #history: History;
  readonly #violations: Violations;

  constructor(history: History, violations: Violations) {
    this.#history = history;
    this.#violations = violations;
  }

  /** What hears of the writes of this process: the answer to each, and the revision it was sent at. */
  of(process: string, identity: string): (answer: KubeObject, sentAt: number) => void {
    const lease = leaseOf[process.replace(/-.*/, '')] ?? '';
    return (answer, sentAt) => {
      const revision = Number(answer.metadata?.resourceVersion ?? 0);
      // A write that changed nothing answers with what has long been there; one of many objects, with a list of them.
      if (lease !== '' && answer.metadata?.uid !== undefined && revision > sentAt)
        this.wrote(lease, identity, revision);
    };
  }

  wrote(lease: string, identity: string, revision: number): void {
    const holder = this.#history.before(keyOf('leases', 'kube-system', lease), revision)?.spec?.holderIdentity;
    if (holder !== identity)
      this.#violations.add(
        'only the leader writes',
        `${identity} at ${revision}, when ${lease} was held by ${JSON.stringify(holder)}`,
      );
  }
}
