/** A simulated user: creates, changes and deletes objects, and records the responses in the ledger. */
import {
  configMaps,
  cronJobs,
  daemonSets,
  deployments,
  type Eviction,
  endpoints,
  events,
  jobs,
  namespaces,
  nodes,
  pods,
  resourceQuotas,
  services,
  statefulSets,
} from '@kubets/api';
import { type Clock, type Random, withDeadline } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { StatusError } from '@kubets/machinery/status-error';
import { quotaLimits } from './check-quotas.ts';
import { type History, keyOf, type Stored } from './history.ts';
import { type Ledger, mark } from './ledger.ts';
import { chance, gap, pick } from './random-streams.ts';
import {
  configMapAt,
  cronJobAt,
  daemonSetAt,
  daemonSetChange,
  deploymentAt,
  endpointsAt,
  jobAt,
  type Place,
  podAt,
  serviceAt,
  statefulSetAt,
  workloadChange,
} from './workload-objects.ts';

export interface WorkloadOptions {
  readonly name: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly history: History;
  /** Mean time between two actions, in milliseconds. */
  readonly pace: number;
  /** Called for responses that are never allowed. */
  onSurprise(error: unknown): void;
  /** Called for responses with outdated data. */
  onStale(what: string): void;
}

interface Thing extends Place {
  readonly type: ResourceType;
  /** The first segment of its key in the store. */
  readonly resource: string;
  uid: string;
}

const kinds = { deployments, statefulSets, daemonSets, cronJobs, jobs, services, pods, configMaps, endpoints } as const;
type Kind = keyof typeof kinds;
const storedAs: Readonly<Record<Kind, string>> = {
  deployments: 'deployments',
  statefulSets: 'statefulsets',
  daemonSets: 'daemonsets',
  cronJobs: 'cronjobs',
  jobs: 'jobs',
  services: 'services/specs',
  pods: 'pods',
  configMaps: 'configmaps',
  endpoints: 'services/endpoints',
};
const readable: readonly (readonly [ResourceType, string])[] = [
  ...(Object.keys(kinds) as Kind[]).map((kind) => [kinds[kind], storedAs[kind]] as const),
  [namespaces, 'namespaces'],
  [events, 'events'],
];
const maxObjects = 14;
const maxNamespaces = 3;
const responseTimeoutMs = 20_000;

export class Workload {
  readonly #options: WorkloadOptions;
  readonly #things: Thing[] = [];
  readonly #namespaces: string[] = [];
  #count = 0;
  #newest = 0;

  constructor(options: WorkloadOptions) {
    this.#options = options;
  }

  /** Runs until the signal aborts. Actions in progress are completed. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random, pace } = this.#options;
    while (!signal.aborted) {
      await this.#act();
      await clock.sleep(gap(random, pace), signal).catch(() => undefined);
    }
  }

  async #act(): Promise<void> {
    const { random } = this.#options;
    const roll = random.next();
    if (this.#namespaces.length === 0 || (roll < 0.04 && this.#namespaces.length < maxNamespaces))
      return this.#makeNamespace();
    if (roll < 0.06) return this.#deleteNamespace();
    if (roll < 0.1) return this.#cordon();
    if (roll < 0.15) return this.#disturb();
    if (roll < 0.2) return this.#look();
    const known = roll < 0.25 ? pick(random, this.#things) : undefined;
    if (known !== undefined) return this.#lookAt(known);
    if (this.#things.length < maxObjects && roll < 0.5) return this.#make();
    const thing = pick(random, this.#things);
    if (thing === undefined) return this.#make();
    return roll < 0.85 ? this.#change(thing) : this.#delete(thing);
  }

  /** The response, or undefined on failure, when the outcome is unknown. */
  async #ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<{ readonly answer: T } | undefined> {
    const { clock, history, onSurprise } = this.#options;
    try {
      const answer = await withDeadline(clock, responseTimeoutMs, call);
      history.note(`${this.#options.name} ok`);
      return { answer };
    } catch (error) {
      history.note(`${this.#options.name} ${String(error)}`);
      if (!(error instanceof StatusError) && !(error instanceof Error && error.name === 'DeadlineError'))
        onSurprise(error);
      return undefined;
    }
  }

  #name(kind: string): string {
    return `${this.#options.name}-${kind.toLowerCase().slice(0, 3)}${++this.#count}`;
  }

  async #write(thing: Thing, spec: Readonly<Record<string, unknown>>, call: (number: string) => Promise<KubeObject>) {
    const { ledger } = this.#options;
    const number = ledger.intend(thing.resource, thing.namespace, thing.name, spec);
    const made = await this.#ask(() => call(number));
    if (made === undefined) return;
    thing.uid = made.answer.metadata?.uid ?? '';
    ledger.acknowledge(thing.resource, number, made.answer as Stored);
    this.#newest = Math.max(this.#newest, Number(made.answer.metadata?.resourceVersion));
  }

  async #makeNamespace(): Promise<void> {
    const { client } = this.#options;
    const name = this.#name('ns');
    this.#namespaces.push(name);
    const thing: Thing = { type: namespaces, resource: 'namespaces', namespace: '', name, uid: '' };
    await this.#write(thing, {}, (number) =>
      client.create(namespaces, { metadata: { name, annotations: { [mark]: number } } }),
    );
    if (!chance(this.#options.random, 0.5)) return;
    const quota = { metadata: { namespace: name, name: 'quota' }, spec: { hard: quotaLimits } };
    await this.#ask(() => client.create(resourceQuotas, quota));
  }

  async #deleteNamespace(): Promise<void> {
    const name = pick(this.#options.random, this.#namespaces);
    if (name === undefined) return;
    this.#namespaces.splice(this.#namespaces.indexOf(name), 1);
    for (const thing of this.#things.filter((each) => each.namespace === name))
      this.#things.splice(this.#things.indexOf(thing), 1);
    const uid = this.#options.history.now.get(`/registry/namespaces/${name}`)?.metadata?.uid ?? '';
    await this.#delete({ type: namespaces, resource: 'namespaces', namespace: '', name, uid });
  }

  async #make(): Promise<void> {
    const { client, random } = this.#options;
    const kind = pick(random, Object.keys(kinds) as Kind[]) ?? 'pods';
    const place = { namespace: pick(random, this.#namespaces) ?? 'default', name: this.#name(kind) };
    const { object, spec } = this.#objectOf(kind, place);
    const thing: Thing = { type: kinds[kind], resource: storedAs[kind], ...place, uid: '' };
    this.#things.push(thing);
    await this.#write(thing, spec, (number) => {
      const annotations = { ...object.metadata?.annotations, [mark]: number };
      return client.create<KubeObject>(thing.type, { ...object, metadata: { ...object.metadata, annotations } });
    });
  }

  #objectOf(kind: Kind, place: Place): { object: KubeObject; spec: Readonly<Record<string, unknown>> } {
    const { random } = this.#options;
    switch (kind) {
      case 'deployments': {
        const object = deploymentAt(place, random);
        return { object, spec: { replicas: object.spec?.replicas } };
      }
      case 'statefulSets': {
        const object = statefulSetAt(place, random);
        return { object, spec: { replicas: object.spec.replicas } };
      }
      case 'daemonSets':
        return { object: daemonSetAt(place, random), spec: {} };
      case 'cronJobs':
        return { object: cronJobAt(place, random), spec: {} };
      case 'jobs':
        return { object: jobAt(place, random), spec: {} };
      case 'services': {
        const app = pick(
          random,
          this.#things.filter((each) => each.resource === 'deployments'),
        );
        return { object: serviceAt(place, app?.name ?? 'none', random), spec: {} };
      }
      case 'pods':
        return { object: podAt(place, random), spec: {} };
      case 'configMaps':
        return { object: configMapAt(place), spec: {} };
      case 'endpoints':
        return { object: endpointsAt(place), spec: {} };
    }
  }

  /** Updates with a patch, or with a read and a write, as `kubectl edit`. */
  async #change(thing: Thing): Promise<void> {
    const { client, random } = this.#options;
    const isWorkload = thing.resource === 'deployments' || thing.resource === 'statefulsets';
    const spec = isWorkload ? workloadChange(random) : {};
    const known = spec.replicas === undefined ? {} : { replicas: spec.replicas };
    const ref = { namespace: thing.namespace, name: thing.name };
    const change = (number: string) => ({
      metadata: { annotations: { [mark]: number } },
      ...(isWorkload ? { spec } : {}),
      ...(thing.resource === 'daemonsets' ? { spec: daemonSetChange(random) } : {}),
      ...(thing.resource === 'configmaps' ? { data: { written: number } } : {}),
    });
    if (chance(random, 0.6))
      return this.#write(thing, known, (number) => client.patch(thing.type, ref, 'strategic', change(number)));
    const read = await this.#ask(() => client.get(thing.type, ref));
    if (read === undefined) return;
    const current = read.answer as Stored;
    return this.#write(thing, known, (number) => {
      const annotations = { ...current.metadata?.annotations, [mark]: number };
      const metadata = { ...current.metadata, annotations };
      const changed = isWorkload && known.replicas !== undefined ? { spec: { ...current.spec, ...known } } : {};
      return client.update<KubeObject>(thing.type, { ...current, ...changed, metadata } as KubeObject);
    });
  }

  async #delete(thing: Thing): Promise<void> {
    const { client, ledger, random } = this.#options;
    const at = this.#things.indexOf(thing);
    if (at >= 0) this.#things.splice(at, 1);
    ledger.intendDeletion(thing.resource, thing.namespace, thing.name);
    const propagationPolicy = chance(random, 0.3) ? 'Foreground' : 'Background';
    const done = await this.#ask(() =>
      client.delete(thing.type, { namespace: thing.namespace, name: thing.name }, { propagationPolicy }),
    );
    if (done !== undefined) ledger.acknowledgeDeletion(thing.resource, thing.namespace, thing.name, thing.uid);
  }

  /** Cordons or uncordons a node, and sometimes drains it. */
  async #cordon(): Promise<void> {
    const { client, random, history } = this.#options;
    const node = pick(random, history.all('minions'))?.metadata?.name;
    if (node === undefined) return;
    const unschedulable = chance(random, 0.4);
    await this.#ask(() => client.patch(nodes, { name: node }, 'merge', { spec: { unschedulable } }));
    if (!unschedulable || chance(random, 0.5)) return;
    const listed = await this.#ask(() => client.list(pods, { fieldSelector: `spec.nodeName=${node}` }));
    for (const pod of listed?.answer.items ?? []) await this.#evict(pod);
  }

  async #disturb(): Promise<void> {
    const mine = this.#options.history
      .all('pods')
      .filter(({ metadata }) => this.#namespaces.includes(metadata?.namespace ?? '') && metadata?.ownerReferences);
    const pod = pick(this.#options.random, mine);
    if (pod === undefined) return;
    await (chance(this.#options.random, 0.3) ? this.#orphan(pod) : this.#evict(pod));
  }

  /** Removes a pod's owner reference, with or without its finalizers. The controller that selects it must adopt it. */
  async #orphan({ metadata }: KubeObject): Promise<void> {
    const { client, random } = this.#options;
    const { namespace = '', name = '', uid } = metadata ?? {};
    const freed = { uid, ownerReferences: [], ...(chance(random, 0.5) ? { finalizers: [] } : {}) };
    await this.#ask(() => client.patch(pods, { namespace, name }, 'merge', { metadata: freed }));
  }

  async #evict({ metadata }: KubeObject): Promise<void> {
    const { namespace = '', name = '' } = metadata ?? {};
    this.#options.ledger.intendDeletion('pods', namespace, name);
    const eviction: Eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } };
    await this.#ask(() => this.#options.client.createSub(pods, { namespace, name }, 'eviction', eviction));
  }

  /** A consistent read returns exactly what was in the store when it started or later, from every server. */
  async #look(): Promise<void> {
    const { client, random, history, onStale } = this.#options;
    const [type, resource] = pick(random, readable) ?? [pods, 'pods'];
    const before = Math.max(this.#newest, history.revision);
    const limit = chance(random, 0.5) ? { limit: 1 + random.integer(20) } : {};
    const listed = await this.#ask(() => client.list<KubeObject>(type, limit));
    if (listed === undefined) return;
    const { metadata, items } = listed.answer;
    const version = Number(metadata.resourceVersion);
    this.#newest = Math.max(this.#newest, version);
    if (version < before) onStale(`a list of ${type.plural} at ${version} after ${before} was there`);
    const there = history.stateAt(resource, version);
    const known = items.filter(({ metadata: each }) => {
      const key = keyOf(resource, each?.namespace ?? '', each?.name ?? '');
      return there.get(key) === each?.resourceVersion;
    });
    if (known.length < items.length || (metadata.continue === undefined && items.length < there.size))
      onStale(
        `a list of ${type.plural} at ${version}: ${items.length}, ${known.length} of them among the ${there.size} that were there`,
      );
  }

  /** The same for a read of one object. */
  async #lookAt(thing: Thing): Promise<void> {
    const { client, history, onStale } = this.#options;
    const key = keyOf(thing.resource, thing.namespace, thing.name);
    const before = Number(history.now.get(key)?.metadata?.resourceVersion ?? history.changedAt(key));
    const read = await this.#ask(() => client.get<KubeObject>(thing.type, thing));
    const version = Number(read?.answer.metadata?.resourceVersion ?? before);
    if (version < before) onStale(`${key} at ${version} after ${before} was there`);
  }
}
