/** Checks that there is only one leader: every guarded write happens while its writer holds the Lease. */
import type { KubeObject } from '@kubets/machinery/meta';
import { type History, keyOf } from './history.ts';
import type { Violations } from './violations.ts';

/** The Lease that the processes with a name compete for. */
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

  /** Receives the writes of this process: the response, and the revision at which it was sent. */
  of(process: string, identity: string): (answer: KubeObject, sentAt: number) => void {
    const lease = leaseOf[process.replace(/-.*/, '')] ?? '';
    return (answer, sentAt) => {
      const revision = Number(answer.metadata?.resourceVersion ?? 0);
      // A write without changes returns the existing object. A write of several objects returns a list.
      if (lease !== '' && answer.metadata?.uid !== undefined && revision > sentAt)
        this.wrote(lease, identity, revision);
    };
  }

  wrote(lease: string, identity: string, revision: number): void {
    const holder = this.#history.before(keyOf('leases', 'kube-system', lease), revision)?.spec?.holderIdentity;
    if (holder !== identity)
      this.#violations.add(
        'only the leader writes',
        `${identity} wrote revision ${revision} while ${lease} was held by ${JSON.stringify(holder)}`,
      );
  }
}
