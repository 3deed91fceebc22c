/** The warnings about existing pods when a namespace enforces a new level. */
import type { Pod } from '@kubets/api';
import { evaluatePod, reasonsOf } from './evaluate.ts';
import { type LevelVersion, levelVersionText } from './policy.ts';

/** The most pods that are checked. */
export const maxCheckedPods = 3_000;
/** The longest time that checking them may take. */
export const maxCheckTimeMs = 1_000;

interface Checked {
  readonly name: string;
  /** Empty if the pod complies. */
  readonly reasons: string;
}

interface Group {
  /** The first in the order of names. */
  readonly name: string;
  readonly pods: number;
}

function grouped(checked: readonly Checked[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const { name, reasons } of checked) {
    if (reasons === '') continue;
    const group = groups.get(reasons);
    const isFirst = group === undefined || name < group.name;
    groups.set(reasons, { name: isFirst ? name : group.name, pods: (group?.pods ?? 0) + 1 });
  }
  return groups;
}

/**
 * Checks pods one after the other, so that the caller can pause between them. One pod of each controller is checked first:
 * replicas violate the same checks. Keeps no pod.
 */
export class ExistingPods {
  readonly #enforce: LevelVersion;
  readonly #isExempt: (pod: Pod) => boolean;
  readonly #serverMinor: number;
  readonly #controllers = new Set<string>();
  readonly #first: Checked[] = [];
  readonly #replicas: Checked[] = [];
  #pods = 0;

  /** `serverMinor`: as for `evaluatePod`. */
  constructor(enforce: LevelVersion, isExempt: (pod: Pod) => boolean, serverMinor: number) {
    this.#enforce = enforce;
    this.#isExempt = isExempt;
    this.#serverMinor = serverMinor;
  }

  visit(pod: Pod): void {
    if (this.#isExempt(pod)) return;
    this.#pods++;
    const controller = pod.metadata?.ownerReferences?.find((owner) => owner.controller === true)?.uid;
    const list = controller !== undefined && this.#controllers.has(controller) ? this.#replicas : this.#first;
    if (list.length >= maxCheckedPods) return;
    if (controller !== undefined) this.#controllers.add(controller);
    list.push(this.#checked(pod));
  }

  #checked({ metadata, spec = { containers: [] } }: Pod): Checked {
    const pod = { annotations: metadata?.annotations ?? {}, spec };
    const violations = evaluatePod(this.#enforce, pod, this.#serverMinor);
    return { name: metadata?.name ?? '', reasons: reasonsOf(violations) };
  }

  /** `unseen`: how many pods there are besides those that were visited. */
  warnings(namespace: string, unseen: number): readonly string[] {
    const checked = [...this.#first, ...this.#replicas].slice(0, maxCheckedPods);
    const total = this.#pods + unseen;
    const warnings: string[] = [];
    if (checked.length < total)
      warnings.push(
        `new PodSecurity enforce level only checked against the first ${checked.length} of ${total} existing pods`,
      );
    const groups = grouped(checked);
    if (groups.size > 0)
      warnings.push(
        `existing pods in namespace ${JSON.stringify(namespace)} violate the new PodSecurity enforce level ${JSON.stringify(levelVersionText(this.#enforce))}`,
      );
    const lines = [...groups].map(([reasons, { name, pods }]) => {
      const others = pods === 1 ? '' : ` (and ${pods - 1} other ${pods === 2 ? 'pod' : 'pods'})`;
      return `${name}${others}: ${reasons}`;
    });
    return [...warnings, ...lines.sort()];
  }
}
