/** A client that watches one resource during the whole run and compares every event with the history. */
import type { Clock } from '@kubets/base';
import type { Client, WatchOptions } from '@kubets/client';
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { isExpired, StatusError } from '@kubets/machinery/status-error';
import { type History, type HistoryEvent, keyOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

export interface WatchCheckerOptions {
  readonly type: ResourceType;
  /** The first segment of its keys. */
  readonly resource: string;
  readonly selector: Pick<WatchOptions, 'labelSelector' | 'fieldSelector'>;
  matches(object: Stored): boolean;
  readonly client: Client;
  readonly clock: Clock;
  readonly history: History;
  readonly violations: Violations;
}

interface Expected {
  readonly type: string;
  readonly key: string;
  readonly revision: number;
}

const rule = 'a watch delivers every event once, in order';

export class WatchChecker {
  readonly #options: WatchCheckerOptions;
  /** All events up to this revision have been received. */
  #through = 0;
  told = 0;

  constructor(options: WatchCheckerOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { client, clock, type, selector, violations } = this.#options;
    while (!signal.aborted) {
      try {
        if (this.#through === 0) await this.#list(signal);
        const from = { resourceVersion: String(this.#through), allowWatchBookmarks: true, timeoutSeconds: 240 };
        for await (const event of client.watch<KubeObject>(type, { ...selector, ...from, signal })) this.#take(event);
      } catch (error) {
        if (signal.aborted) return;
        if (isExpired(error)) this.#through = 0;
        else if (!(error instanceof StatusError)) violations.add('watches fail with a Status', String(error));
      }
      await clock.sleep(200, signal).catch(() => undefined);
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, type, history, resource, selector, violations, matches } = this.#options;
    const listed = new Map<string, string>();
    let revision = 0;
    let next = '';
    do {
      const page = await client.list<KubeObject>(type, {
        ...selector,
        limit: 7,
        signal,
        ...(next && { continue: next }),
      });
      for (const { metadata } of page.items)
        listed.set(keyOf(resource, metadata?.namespace ?? '', metadata?.name ?? ''), metadata?.resourceVersion ?? '');
      const at = Number(page.metadata.resourceVersion);
      if (revision !== 0 && at !== revision)
        violations.add('all pages have one revision', `${resource}: ${revision}, ${at}`);
      revision = at;
      next = page.metadata.continue ?? '';
    } while (next !== '');
    const state = history.stateAt(resource, revision);
    const wanted = Array.from(state).filter(([key, at]) => {
      const object = history.at(key, Number(at))?.object;
      return object !== undefined && matches(object);
    });
    const differs = wanted.length !== listed.size || wanted.some(([key, at]) => listed.get(key) !== at);
    if (differs)
      violations.add('a list matches the history', `${resource} at ${revision}: ${listed.size}, not ${wanted.length}`);
    this.#through = revision;
  }

  /** The event that a watcher with this selector receives for the change. */
  #expected({ key, revision, object, previous }: HistoryEvent): Expected | undefined {
    const { matches } = this.#options;
    const now = object !== undefined && matches(object);
    const before = previous !== undefined && matches(previous);
    if (!now && !before) return undefined;
    return { type: now ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED', key, revision };
  }

  #take({ type, object }: WatchEvent<KubeObject>): void {
    const { history, resource, violations } = this.#options;
    const revision = Number(object.metadata?.resourceVersion);
    const due = history.after(resource, this.#through).flatMap((event) => this.#expected(event) ?? []);
    const where = `${resource} after ${this.#through}`;
    if (type === 'BOOKMARK') {
      const missed = due.find((each) => each.revision <= revision);
      if (missed !== undefined)
        violations.add(
          rule,
          `${where}: bookmark ${revision} without ${missed.type} ${missed.key} at ${missed.revision}`,
        );
      if (revision < this.#through) violations.add('revisions never decrease', `${where}: bookmark ${revision}`);
    } else {
      const key = keyOf(resource, object.metadata?.namespace ?? '', object.metadata?.name ?? '');
      const [first] = due;
      if (first?.revision !== revision || first.key !== key || first.type !== type)
        violations.add(
          rule,
          `${where}: received ${type} ${key} at ${revision}, expected ${first?.type} ${first?.key} at ${first?.revision}`,
        );
      this.told++;
    }
    this.#through = Math.max(this.#through, revision);
  }
}
