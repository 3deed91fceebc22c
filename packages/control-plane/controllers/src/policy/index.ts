/** Controllers that maintain policy objects. */
import type { AnyController } from '@kubets/controller-runtime';
import { admissionPolicyStatusController } from './admission-policy-status/controller.ts';
import { clusterRoleAggregationController } from './clusterrole-aggregation/controller.ts';
import { resourceQuotaController } from './resource-quota/controller.ts';

export function policyControllers(): readonly AnyController[] {
  return [admissionPolicyStatusController, clusterRoleAggregationController, resourceQuotaController];
}
