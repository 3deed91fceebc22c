/** The complete history of the store for the checks, and a hash that identifies the run. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { Store, StoreChange } from '@kubets/storage';

/** The fields that checks read, of all kinds. */
interface Spec {
  readonly parentRef?: { readonly namespace?: string; readonly name?: string };
  readonly holderIdentity?: string;
  readonly parallelism?: number;
  readonly nodeName?: string;
  readonly replicas?: number;
  readonly completions?: number;
  readonly clusterIPs?: readonly string[];
  readonly ports?: readonly { readonly nodePort?: number }[];
  readonly selector?: Readonly<Record<string, string>>;
  readonly taints?: readonly unknown[];
  readonly ordinals?: { readonly start?: number };
  readonly template?: unknown;
}

interface Status {
  readonly phase?: string;
  readonly podIP?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly uncountedTerminatedPods?: object;
  readonly hard?: Readonly<Record<string, string>>;
  readonly used?: Readonly<Record<string, string>>;
}

/** A stored object with the fields that checks read. */
export type Stored = KubeObject & {
  readonly spec?: Spec;
  readonly status?: Status;
  readonly endpoints?: readonly unknown[];
  /** Of ControllerRevisions. */
  readonly revision?: number;
  readonly data?: { readonly spec?: { readonly template?: object } };
};

export interface HistoryEvent {
  readonly revision: number;
  readonly key: string;
  /** Undefined after a deletion. */
  readonly object: Stored | undefined;
  readonly previous: Stored | undefined;
}

const utf8 = new TextDecoder();
const root = '/registry/';

/** Resources whose keys have two segments before the namespace. */
const twoParts = `${root}services/`;

/** `pods` of `/registry/pods/default/a`, `allocations/nodeports` of `/allocations/nodeports/30000`; Services are `services/specs`, nodes `minions`, as in every etcd. */
export function resourceOf(key: string): string {
  if (!key.startsWith(root)) return key.slice(1, key.lastIndexOf('/'));
  const from = key.startsWith(twoParts) ? twoParts.length : root.length;
  return key.slice(root.length, key.indexOf('/', from));
}

export function keyOf(resource: string, namespace: string, name: string): string {
  return namespace === '' ? `${root}${resource}/${name}` : `${root}${resource}/${namespace}/${name}`;
}

export class History {
  readonly now = new Map<string, Stored>();
  /** Changes in order, by resource. */
  readonly #events = new Map<string, HistoryEvent[]>();
  readonly #listeners: ((event: HistoryEvent) => void)[] = [];
  #revision = 1;
  #hash = 0x811c9dc5;
  #hash2 = 0x9e3779b9;

  get revision(): number {
    return this.#revision;
  }

  /** Hash of all committed bytes and of all notes. */
  get hash(): string {
    const hex = (part: number): string => (part >>> 0).toString(16).padStart(8, '0');
    return hex(this.#hash) + hex(this.#hash2);
  }

  listen(listener: (event: HistoryEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Adds responses to clients to the hash. */
  note(text: string): void {
    this.#mix(new TextEncoder().encode(text));
  }

  /** Follows the store directly, without faults, until it closes. */
  async follow(store: Store): Promise<void> {
    for await (const change of store.watch({ prefix: '', after: 1 })) this.#take(change);
  }

  /** The events of a resource after a revision. */
  after(resource: string, revision: number): readonly HistoryEvent[] {
    const events = this.#events.get(resource) ?? [];
    return events.slice(this.#firstAfter(events, revision));
  }

  /** The event of this key at exactly this revision. */
  at(key: string, revision: number): HistoryEvent | undefined {
    return this.after(resourceOf(key), revision - 1).find((event) => event.revision === revision && event.key === key);
  }

  /** The object right before a revision. */
  before(key: string, revision: number): Stored | undefined {
    const events = this.#events.get(resourceOf(key)) ?? [];
    for (let at = this.#firstAfter(events, revision - 1) - 1; at >= 0; at--)
      if (events[at]?.key === key) return events[at]?.object;
    return undefined;
  }

  /** The revision of the last change of a key; 0 if there was none. */
  changedAt(key: string): number {
    return this.#events.get(resourceOf(key))?.findLast((event) => event.key === key)?.revision ?? 0;
  }

  /** All objects of a resource as of a revision: key and resourceVersion. */
  stateAt(resource: string, revision: number): ReadonlyMap<string, string> {
    const state = new Map<string, string>();
    for (const event of this.#events.get(resource) ?? []) {
      if (event.revision > revision) break;
      if (event.object === undefined) state.delete(event.key);
      else state.set(event.key, String(event.revision));
    }
    return state;
  }

  all(resource: string): readonly Stored[] {
    const prefix = resource.startsWith('allocations/') ? `/${resource}/` : `${root}${resource}/`;
    return Array.from(this.now)
      .filter(([key]) => key.startsWith(prefix))
      .map(([, object]) => object);
  }

  #firstAfter(events: readonly HistoryEvent[], revision: number): number {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle] as HistoryEvent).revision > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #take(change: StoreChange): void {
    for (const { key, type, value } of change.events) {
      this.note(`${change.revision} ${type} ${key}`);
      this.#mix(value);
      const object = type === 'put' ? (JSON.parse(utf8.decode(value)) as Stored) : undefined;
      const event: HistoryEvent = { revision: change.revision, key, object, previous: this.now.get(key) };
      if (object === undefined) this.now.delete(key);
      else this.now.set(key, object);
      const resource = resourceOf(key);
      const events = this.#events.get(resource);
      if (events === undefined) this.#events.set(resource, [event]);
      else events.push(event);
      for (const listener of this.#listeners) listener(event);
    }
    this.#revision = change.revision;
  }

  #mix(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#hash = Math.imul(this.#hash ^ byte, 0x01000193);
      this.#hash2 = Math.imul(this.#hash2 ^ byte, 0x85ebca6b) ^ (this.#hash >>> 7);
    }
  }
}
