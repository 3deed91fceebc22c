/** Watches the resources that quotas count, and reports the namespaces in which less may be used. */
import type { QuotaEvaluator } from '@kubets/api/quota';
import { usageChanged } from '@kubets/api/quota';
import type { Clock } from '@kubets/base';
import type { Informer } from '@kubets/client';
import type { InformerSource } from '@kubets/controller-runtime';
import type { KubeObject } from '@kubets/machinery/meta';
import type { DiscoveredResource } from '../../lifecycle/api-discovery/discover-resources.ts';

const nameOf = ({ plural, group }: { readonly plural: string; readonly group: string }): string => `${plural}.${group}`;

interface Monitor {
  readonly informer: Informer<KubeObject>;
  unsubscribe(): void;
}

export interface QuotaMonitorOptions {
  readonly source: InformerSource;
  readonly clock: Clock;
  /** Called when an object has been deleted, or uses something else than before. */
  replenished(evaluator: QuotaEvaluator, namespace: string): void;
}

export class QuotaMonitor {
  readonly #options: QuotaMonitorOptions;
  readonly #monitors = new Map<string, Monitor>();
  #resources: ReadonlyMap<string, DiscoveredResource> = new Map();

  constructor(options: QuotaMonitorOptions) {
    this.#options = options;
  }

  /** The served resource of an evaluator; undefined if it is not served, or cannot be counted. */
  resourceOf(evaluator: QuotaEvaluator): DiscoveredResource | undefined {
    const resource = this.#resources.get(nameOf(evaluator));
    return resource?.namespaced && ['list', 'watch'].every((verb) => resource.verbs.includes(verb))
      ? resource
      : undefined;
  }

  /** Takes note of the served resources. Monitors of others, and of those that nobody wants, end. */
  follow(resources: readonly DiscoveredResource[], wanted: readonly QuotaEvaluator[]): void {
    this.#resources = new Map(resources.map((each) => [nameOf(each), each]));
    const names = new Set(wanted.map(nameOf));
    for (const [name, { unsubscribe }] of this.#monitors) {
      if (names.has(name) && this.#resources.has(name)) continue;
      unsubscribe();
      this.#monitors.delete(name);
    }
  }

  /** Resolves when every later change of the resource is reported. */
  async watch(evaluator: QuotaEvaluator, resource: DiscoveredResource, signal: AbortSignal): Promise<void> {
    const name = nameOf(evaluator);
    const informer = this.#options.source.informer(resource) as Informer<KubeObject>;
    const standing = this.#monitors.get(name);
    // Another controller may have stopped the informer while the resource was not served.
    if (standing?.informer !== informer) {
      standing?.unsubscribe();
      this.#monitors.set(name, { informer, unsubscribe: this.#subscribe(evaluator, informer) });
    }
    await informer.waitForSync(signal);
  }

  #subscribe(evaluator: QuotaEvaluator, informer: Informer<KubeObject>): () => void {
    const { clock, replenished } = this.#options;
    const report = ({ metadata }: KubeObject): void => replenished(evaluator, metadata?.namespace ?? '');
    return informer.subscribe({
      updated: (object, old) => {
        const facts = { now: clock.now(), deviceClasses: [] };
        if (usageChanged(evaluator, object, old, facts)) report(object);
      },
      deleted: report,
    });
  }
}
