/** The ServiceCIDR `kubernetes`: the ranges of `--service-cluster-ip-range` in the API. */
import { type ServiceCIDR, serviceCIDRs } from '@kubets/api';
import { ensure } from '@kubets/apiserver/access';
import { messageOf } from '@kubets/base';
import { isConflict, isNotFound } from '@kubets/machinery/status-error';
import { formatTime } from '@kubets/machinery/time';
import { type EventParts, recordWarning } from './warning-events.ts';

const name = 'kubernetes';
const fieldManager = 'kubernetes-service-cidr-controller';
const readyMessage = 'Kubernetes default Service CIDR is ready';

type Condition = NonNullable<NonNullable<ServiceCIDR['status']>['conditions']>[number];

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);

/** What to do about the ServiceCIDR that exists. */
export type RangeStep =
  | { readonly step: 'none' | 'add the second family' | 'set ready' }
  | { readonly step: 'report'; readonly reason: string; readonly note: string };

/** Decides about the ServiceCIDR that exists, given the configured ranges. It is never changed otherwise. Pure. */
export function planServiceRange(standing: ServiceCIDR, cidrs: readonly string[]): RangeStep {
  const { metadata, spec, status } = standing;
  const own = spec?.cidrs ?? [];
  if (metadata?.deletionTimestamp !== undefined) return { step: 'none' };
  if (cidrs.length === 2 && own.length === 1 && own[0] === cidrs[0]) return { step: 'add the second family' };
  if (!same(own, cidrs)) {
    const note = `The default ServiceCIDR [${own.join(' ')}] does not match the controller flag configurations [${cidrs.join(' ')}]`;
    return { step: 'report', reason: 'KubernetesDefaultServiceCIDRInconsistent', note };
  }
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return { step: 'none' };
  if (ready?.status !== 'False') return { step: 'set ready' };
  const reason = ready.reason || 'KubernetesDefaultServiceCIDRError';
  return { step: 'report', reason, note: `Configuration matches, but ${ready.message}` };
}

function withReady(range: ServiceCIDR, now: number): ServiceCIDR {
  const lastTransitionTime = formatTime(now);
  const ready: Condition = { type: 'Ready', status: 'True', lastTransitionTime, reason: '', message: readyMessage };
  const others = (range.status?.conditions ?? []).filter(({ type }) => type !== ready.type);
  return { ...range, status: { ...range.status, conditions: [...others, ready] } };
}

/** Keeps the ServiceCIDR published. Reports each problem once. */
export class ServiceRangePublisher {
  readonly #parts: EventParts;
  readonly #cidrs: readonly string[];
  readonly #reported = new Set<string>();

  /** `cidrs` in canonical form, the primary one first. */
  constructor(parts: EventParts, cidrs: readonly string[]) {
    this.#parts = parts;
    this.#cidrs = cidrs;
  }

  /** Idempotent, and cheap if there is nothing to do. */
  async publish(): Promise<void> {
    const { resources } = this.#parts;
    const spec = { cidrs: this.#cidrs };
    const apiVersion = 'networking.k8s.io/v1';
    await ensure(resources, serviceCIDRs, '', { apiVersion, kind: 'ServiceCIDR', metadata: { name }, spec });
    // The second step sets the condition of a range to which a family has been added.
    for (let step = 0; step < 2; step++) {
      const standing = await resources.get(serviceCIDRs, '', name);
      if (standing === undefined || !(await this.#take(planServiceRange(standing, this.#cidrs), standing))) return;
    }
  }

  /** Returns whether the object was changed. */
  async #take(plan: RangeStep, standing: ServiceCIDR): Promise<boolean> {
    switch (plan.step) {
      case 'none':
        return false;
      case 'report':
        await this.#report(standing, plan.reason, plan.note);
        return false;
      case 'set ready':
        await this.#update((current, now) => withReady(current, now), plan.step, 'status');
        return true;
      case 'add the second family':
        return this.#addFamily(standing);
    }
  }

  async #addFamily(standing: ServiceCIDR): Promise<boolean> {
    try {
      await this.#update((current) => ({ ...current, spec: { cidrs: this.#cidrs } }), 'add the second family');
      return true;
    } catch (error) {
      if (isConflict(error) || isNotFound(error)) throw error;
      const change = `from ${this.#cidrs[0]} to dual stack [${this.#cidrs.join(' ')}]`;
      const note = `The default ServiceCIDR can not be upgraded ${change} : ${messageOf(error)}`;
      await this.#report(standing, 'KubernetesDefaultServiceCIDRError', note);
      return false;
    }
  }

  async #update(
    change: (current: ServiceCIDR, now: number) => ServiceCIDR,
    step: RangeStep['step'],
    subresource?: 'status',
  ): Promise<void> {
    const { resources, clock } = this.#parts;
    const guarded = (current: ServiceCIDR): ServiceCIDR =>
      planServiceRange(current, this.#cidrs).step === step ? change(current, clock.now()) : current;
    const options = { fieldManager, ...(subresource === undefined ? {} : { subresource }) };
    await resources.update(serviceCIDRs, '', name, guarded, options);
  }

  async #report(about: ServiceCIDR, reason: string, note: string): Promise<void> {
    if (this.#reported.has(reason)) return;
    this.#reported.add(reason);
    this.#parts.log.warn('the default ServiceCIDR needs attention', { reason, note });
    await recordWarning({ about, controller: fieldManager, action: 'ServiceCIDRSync', reason, note }, this.#parts);
  }
}
