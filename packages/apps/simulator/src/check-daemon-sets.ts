/** DaemonSets: at most one pod for a node while they act, and exactly one of the last revision at rest. */
import { deepEqual } from '@kubets/base';
import { objectKeyOf } from '@kubets/machinery/object-key';
import { type History, type HistoryEvent, resourceOf, type Stored } from './history.ts';
import type { Violations } from './violations.ts';

interface DaemonSpec {
  readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly maxSurge?: number } };
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms: readonly {
        readonly matchFields?: readonly { readonly values?: readonly string[] }[];
      }[];
    };
  };
}

const specOf = (set: Stored): DaemonSpec => (set.spec ?? {}) as DaemonSpec;

function isControlledBy({ metadata }: Stored, { metadata: owner }: Stored): boolean {
  return metadata?.ownerReferences?.some((each) => each.controller === true && each.uid === owner?.uid) ?? false;
}

function isActive({ metadata, status }: Stored): boolean {
  return metadata?.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** The node that the controller chose. */
function targetOf({ spec }: Stored): string | undefined {
  const { affinity } = (spec ?? {}) as { readonly affinity?: Affinity };
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
}

/** A node gets a pod only if it has none; during a surge, if it has no more than one. */
export class DaemonSetChecks {
  readonly #history: History;
  readonly #violations: Violations;

  constructor(history: History, violations: Violations) {
    this.#history = history;
    this.#violations = violations;
    history.listen((event) => this.#check(event));
  }

  #check({ key, revision, object, previous }: HistoryEvent): void {
    if (object === undefined || previous !== undefined || resourceOf(key) !== 'pods') return;
    const set = this.#history.all('daemonsets').find((each) => isControlledBy(object, each));
    if (set === undefined) return;
    const node = targetOf(object);
    const active = this.#history
      .all('pods')
      .filter((pod) => isControlledBy(pod, set) && isActive(pod) && targetOf(pod) === node);
    const limit = (specOf(set).updateStrategy?.rollingUpdate?.maxSurge ?? 0) > 0 ? 2 : 1;
    if (active.length > limit)
      this.#violations.add(
        'no controller creates too many pods',
        `${key} at ${revision}: DaemonSet ${objectKeyOf(set)} has ${active.length} pods for node ${node}`,
      );
  }
}

const namesOf = (objects: readonly Stored[]): string => objects.map(({ metadata }) => metadata?.name).join();

/** The last revision restores the template; all pods are of it, unless only deleted pods are replaced. */
function* revisions(history: History, set: Stored, pods: readonly Stored[]): Generator<string> {
  const mine = history
    .all('controllerrevisions')
    .filter((each) => isControlledBy(each, set))
    .sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0));
  const last = mine.at(-1);
  const { $patch: _, ...restored } = (last?.data?.spec?.template ?? {}) as { readonly $patch?: string };
  if (!deepEqual(restored, set.spec?.template) || new Set(mine.map(({ revision }) => revision)).size < mine.length)
    yield `DaemonSet ${objectKeyOf(set)} has the revisions ${namesOf(mine)}, and the last has another template`;
  const hash = last?.metadata?.labels?.['controller-revision-hash'];
  const outdated = pods.filter(({ metadata }) => metadata?.labels?.['controller-revision-hash'] !== hash);
  if (outdated.length > 0 && specOf(set).updateStrategy?.type !== 'OnDelete')
    yield `DaemonSet ${objectKeyOf(set)} has outdated pods: ${namesOf(outdated)}`;
}

export function* daemonSets(history: History): Generator<string> {
  const nodes = history.all('minions').map(({ metadata }) => metadata?.name ?? '');
  for (const set of history.all('daemonsets')) {
    const mine = history.all('pods').filter((pod) => isControlledBy(pod, set) && isActive(pod));
    const found = mine.map(({ spec }) => spec?.nodeName ?? '').sort();
    if (found.join() !== nodes.toSorted().join())
      yield `DaemonSet ${objectKeyOf(set)} has pods on [${found.join()}], not on each of the nodes [${nodes.join()}]`;
    const status: Readonly<Record<string, unknown>> = { ...set.status };
    const counts = ['desiredNumberScheduled', 'currentNumberScheduled', 'numberReady', 'numberAvailable'];
    if (
      status['observedGeneration'] !== set.metadata?.generation ||
      counts.some((count) => status[count] !== nodes.length) ||
      status['numberMisscheduled'] !== 0
    )
      yield `DaemonSet ${objectKeyOf(set)} wants ${nodes.length}: ${JSON.stringify(status)}`;
    yield* revisions(history, set, mine);
  }
}
