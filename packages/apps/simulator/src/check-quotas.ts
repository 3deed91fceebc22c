/** Checks that quotas are never exceeded, and that their usage is correct at rest. */
import { objectKeyOf } from '@kubets/machinery/object-key';
import { type History, type HistoryEvent, resourceOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

/** A server may learn of a new quota this much later: until then, it does not charge it. */
const noticeMs = 60_000;

const isOver = ({ status }: Stored): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** What the objects of a namespace use, by the name in a quota. */
const counters: Readonly<Record<string, { readonly resource: string; readonly uses: (object: Stored) => number }>> = {
  configmaps: { resource: 'configmaps', uses: () => 1 },
  services: { resource: 'services/specs', uses: () => 1 },
  'services.nodeports': {
    resource: 'services/specs',
    uses: ({ spec }) => (spec?.ports ?? []).filter(({ nodePort }) => nodePort).length,
  },
  pods: { resource: 'pods', uses: (pod) => (isOver(pod) ? 0 : 1) },
};

/** The limits of the workload's namespaces. Controllers never reach that of pods. */
export const quotaLimits = { configmaps: '2', services: '1', 'services.nodeports': '1', pods: '60' } as const;

function used(history: History, name: string, namespace: string): number {
  const { resource = '', uses = () => 0 } = counters[name] ?? {};
  return history
    .all(resource)
    .filter(({ metadata }) => metadata?.namespace === namespace)
    .reduce((total, object) => total + uses(object), 0);
}

/** Checks every object that is created in a namespace with a quota. `now` in milliseconds of the run. */
export class QuotaChecks {
  readonly #history: History;
  readonly #violations: Violations;
  readonly #now: () => number;
  readonly #since = new Map<string, number>();

  constructor(history: History, violations: Violations, now: () => number) {
    this.#history = history;
    this.#violations = violations;
    this.#now = now;
    history.listen((event) => this.#check(event));
  }

  #check({ key, object, previous, revision }: HistoryEvent): void {
    const resource = resourceOf(key);
    if (resource === 'resourcequotas' && previous === undefined) this.#since.set(key, this.#now());
    if (object === undefined || previous !== undefined) return;
    const names = Object.keys(counters).filter((name) => counters[name]?.resource === resource);
    const namespace = object.metadata?.namespace ?? '';
    if (names.length === 0) return;
    const prefix = `/registry/resourcequotas/${namespace}/`;
    for (const [quotaKey, quota] of this.#history.now) {
      if (!quotaKey.startsWith(prefix) || this.#now() - (this.#since.get(quotaKey) ?? 0) < noticeMs) continue;
      for (const name of names) {
        const most = quota.status?.hard?.[name];
        const actual = used(this.#history, name, namespace);
        if (most !== undefined && actual > Number(most))
          this.#violations.add('no quota is exceeded', `${key} at ${revision}: ${actual} ${name} of ${most}`);
      }
    }
  }
}

/** At rest, the usage of every quota is what its namespace contains. */
export function* quotas(history: History): Generator<string> {
  for (const quota of history.all('resourcequotas')) {
    const { namespace = '' } = quota.metadata ?? {};
    for (const name of Object.keys(quotaLimits)) {
      const actual = used(history, name, namespace);
      const told = quota.status?.used?.[name];
      if (told !== String(actual))
        yield `ResourceQuota ${objectKeyOf(quota)} has the usage ${told} of ${name}, but there are ${actual}`;
    }
  }
}
