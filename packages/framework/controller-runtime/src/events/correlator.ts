/**
 * Limits the number of events: drops events beyond a rate for each object, aggregates similar events, and counts equal ones. Upstream: the
 * EventCorrelator of client-go.
 */
import type { Event } from '@kubets/api';
import type { Clock } from '@kubets/base';
import { TokenBucket } from '@kubets/client';
import { LruMap } from '../lru-map.ts';

const maxCacheEntries = 4096;
/** A source may record 25 events about an object at once, then one every 5 minutes. */
const spam = { burst: 25, perSecond: 1 / 300 };
/** From the 10th message within 10 minutes, events that differ only in their message are aggregated. */
const aggregation = { messages: 10, milliseconds: 600_000 };

/** What to do with an event: create it, or update the count of an earlier one. */
export type Correlated =
  | { readonly type: 'create'; readonly key: string; readonly event: Event }
  | { readonly type: 'count'; readonly key: string; readonly event: Event }
  | { readonly type: 'drop' };

interface Group {
  readonly messages: Set<string>;
  at: number;
}

function aboutKey(event: Event): string[] {
  const { source, involvedObject: about } = event;
  return [
    source?.component ?? '',
    source?.host ?? '',
    about.kind ?? '',
    about.namespace ?? '',
    about.name ?? '',
    about.uid ?? '',
    about.apiVersion ?? '',
  ];
}

const joined = (parts: readonly string[]): string => parts.join('\0');

export class EventCorrelator {
  readonly #clock: Clock;
  readonly #budgets = new LruMap<TokenBucket>(maxCacheEntries);
  readonly #groups = new LruMap<Group>(maxCacheEntries);
  readonly #made = new LruMap<Event>(maxCacheEntries);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  correlate(event: Event): Correlated {
    const { key, event: grouped } = this.#aggregate(event);
    const made = this.#made.get(key);
    const counted =
      made === undefined
        ? grouped
        : {
            ...grouped,
            metadata: made.metadata,
            ...(made.firstTimestamp === undefined ? {} : { firstTimestamp: made.firstTimestamp }),
            count: (made.count ?? 1) + 1,
          };
    this.#made.set(key, counted);
    if (!this.#withinBudget(event)) return { type: 'drop' };
    return { type: made === undefined ? 'create' : 'count', key, event: counted };
  }

  /** Records the event that the server returned, for later counts. */
  stored(key: string, event: Event): void {
    this.#made.set(key, event);
  }

  #withinBudget(event: Event): boolean {
    const key = joined(aboutKey(event));
    const budget = this.#budgets.get(key) ?? new TokenBucket(this.#clock, spam.burst, spam.perSecond);
    this.#budgets.set(key, budget);
    return budget.tryAccept();
  }

  #aggregate(event: Event): { readonly key: string; readonly event: Event } {
    const similar = [...aboutKey(event), event.type ?? '', event.reason ?? ''];
    const groupKey = joined([...similar, event.reportingComponent ?? '', event.reportingInstance ?? '']);
    const now = this.#clock.now();
    let group = this.#groups.get(groupKey);
    if (group === undefined || now - group.at > aggregation.milliseconds) group = { messages: new Set(), at: now };
    group.at = now;
    group.messages.add(event.message ?? '');
    this.#groups.set(groupKey, group);
    if (group.messages.size < aggregation.messages) {
      return { key: joined([...similar, event.involvedObject.fieldPath ?? '', event.message ?? '']), event };
    }
    const [oldest] = group.messages;
    if (oldest !== undefined) group.messages.delete(oldest);
    return { key: groupKey, event: { ...event, message: `(combined from similar events): ${event.message ?? ''}` } };
  }
}
