/**
 * ResourceQuota: refuses writes that exceed a quota of their namespace. The commit of a write also charges the quotas,
 * and expects them to be as they were when it was admitted. So no number of servers exceeds a quota together, and a
 * write that fails has charged nothing.
 */
import {
  persistentVolumeClaims,
  pods,
  type ResourceQuota,
  resourceClaims,
  resourceQuotas,
  services,
} from '@kubets/api';
import type { LimitedResource } from '@kubets/api/quota';
import type { ResourceReader } from '@kubets/apiserver/access';
import type {
  AdmissionAttributes,
  AdmissionCommit,
  AdmissionContext,
  AdmissionPlugin,
} from '@kubets/apiserver/admission';
import type { Clock } from '@kubets/base';
import type { ResourceType } from '@kubets/machinery/resource-type';
import { NamespaceTurns } from './namespace-turns.ts';

export interface ResourceQuotaOptions {
  readonly clock: Clock;
  /** The server's own reads: after a conflict, they ask the store. */
  readonly reader: () => ResourceReader;
  /** Resources that can only be used where a quota allows it. Default: none. */
  readonly limitedResources?: readonly LimitedResource[];
}

class QuotaAdmission {
  readonly #options: ResourceQuotaOptions;
  readonly #turns: NamespaceTurns;

  constructor(options: ResourceQuotaOptions) {
    this.#options = options;
    this.#turns = new NamespaceTurns(options.clock);
  }

  async validate(attributes: AdmissionAttributes, context: AdmissionContext): Promise<void> {
    const { namespace } = attributes;
    const { clock, limitedResources = [] } = this.#options;
    if (namespace === '' || attributes.resource.plural === 'namespaces') return;
    if (limitedResources.length === 0 && (await context.list(resourceQuotas, namespace)).length === 0) return;
    const { carryOut, countedWrite, decideOnWrite } = await import('./quota-decision.ts');
    const write = countedWrite(attributes);
    if (write === undefined) return;
    const { commit } = context;
    // The writes of a namespace take turns: each of them changes the same quotas.
    if (commit !== undefined) commit.over(await this.#turns.take(namespace));
    const quotas = await this.#quotas(namespace, commit);
    const decision = await decideOnWrite(write, quotas, context, clock.now(), limitedResources);
    carryOut(decision, attributes, quotas, commit);
  }

  #quotas(namespace: string, commit: AdmissionCommit | undefined): Promise<readonly ResourceQuota[]> {
    const reader = this.#options.reader();
    const conflicted = commit !== undefined && commit.attempt > 0;
    return conflicted ? reader.list(resourceQuotas, namespace, 'newest') : reader.list(resourceQuotas, namespace);
  }
}

/** The plugin. It must run last: what other plugins refuse needs no turn. */
export function resourceQuota(options: ResourceQuotaOptions): readonly AdmissionPlugin[] {
  const admission = new QuotaAdmission(options);
  const plugin = (on: AdmissionPlugin['on']): AdmissionPlugin => ({
    name: 'ResourceQuota',
    on,
    validate: (attributes, context) => admission.validate(attributes, context),
  });
  const updates = (resource: ResourceType, ...subresources: string[]) =>
    plugin({ resource, subresources, operations: ['UPDATE'] });
  return [
    plugin({ operations: ['CREATE'] }),
    updates(pods as ResourceType, 'resize'),
    updates(services as ResourceType, ''),
    updates(persistentVolumeClaims as ResourceType, '', 'status'),
    updates(resourceClaims as ResourceType, ''),
  ];
}
