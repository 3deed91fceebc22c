/** The decision on one write, and what its commit changes. Loaded when the first namespace has a quota. */
import { deviceClasses, type ResourceQuota, resourceQuotas } from '@kubets/api';
import {
  checkQuotaRequest,
  evaluatorOf,
  hasNewLimits,
  type LimitedResource,
  type QuotaCharge,
  type QuotaDecision,
  type QuotaEvaluator,
  type QuotaRequest,
  textsOf,
} from '@kubets/api/quota';
import {
  type AdmissionAttributes,
  type AdmissionCommit,
  type AdmissionContext,
  refusal,
} from '@kubets/apiserver/admission';
import { StatusError } from '@kubets/machinery/status-error';

/** A write that quota counts, and how. */
export interface CountedWrite {
  readonly evaluator: QuotaEvaluator;
  readonly request: QuotaRequest;
}

/** Undefined if the write cannot change the usage of a quota. */
export function countedWrite(attributes: AdmissionAttributes): CountedWrite | undefined {
  const { operation, subresource, object, oldObject, resource } = attributes;
  if (object === undefined || (operation !== 'CREATE' && operation !== 'UPDATE')) return undefined;
  const evaluator = evaluatorOf(resource.group, resource.plural);
  const request = { operation, subresource, object, oldObject };
  return evaluator?.handles(request) === true ? { evaluator, request } : undefined;
}

/** Decides with the quotas of the namespace. `now` in milliseconds since 1970. */
export async function decideOnWrite(
  { evaluator, request }: CountedWrite,
  quotas: readonly ResourceQuota[],
  context: AdmissionContext,
  now: number,
  limited: readonly LimitedResource[],
): Promise<QuotaDecision> {
  const countsDevices = evaluator.group === deviceClasses.group;
  const facts = { now, deviceClasses: countsDevices ? await context.list(deviceClasses) : [] };
  return checkQuotaRequest(quotas, evaluator, request, facts, limited);
}

/** Plain errors of upstream's plugin: neither Forbidden nor another reason. */
function failure(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}

function charged({ quota, used }: QuotaCharge): ResourceQuota {
  return { ...quota, status: { ...quota.status, used: textsOf(used) } };
}

/**
 * Adds the charges to the commit. The controller must not compute the usage of new limits before it is made. Throws
 * what refuses the write.
 */
export function carryOut(
  decision: QuotaDecision,
  attributes: AdmissionAttributes,
  quotas: readonly ResourceQuota[],
  commit: AdmissionCommit | undefined,
): void {
  if ('refused' in decision) throw refusal(attributes, decision.refused);
  if ('failed' in decision) throw failure(decision.failed);
  if (commit === undefined) return;
  const replaced = new Set(decision.charges.map(({ quota }) => quota));
  for (const charge of decision.charges) commit.replace(resourceQuotas, charged(charge));
  for (const quota of quotas) if (!replaced.has(quota) && hasNewLimits(quota)) commit.expect(resourceQuotas, quota);
}
