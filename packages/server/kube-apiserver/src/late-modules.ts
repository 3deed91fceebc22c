/** Modules that are loaded when they are first used. On a virtual clock, time would pass meanwhile: load them before. */

import { loadColumns } from '@kubets/api/facts';
import { loadLateValidation } from '@kubets/api/kind-rules';
import { loadDefinitionStatus } from '@kubets/apiextensions/conditions';
import { loadDefinitionValidation } from '@kubets/apiextensions/definition';
import { loadLateModules as loadCustomResources } from '@kubets/apiextensions/serving';
import { loadLateModules as loadGenericServer } from '@kubets/apiserver';
import { loadPolicyEvaluation } from '@kubets/dynamic-admission/policies';
import { loadWebhookDispatch } from '@kubets/dynamic-admission/webhooks';

export async function loadLateModules(): Promise<void> {
  await Promise.all([
    import('./admission/certificate-subject.ts'),
    import('./admission/limit-ranger/check.ts'),
    import('./admission/limit-ranger/defaults.ts'),
    import('./admission/node-tokens.ts'),
    import('./admission/pod-api-references.ts'),
    import('./admission/pod-security/evaluation.ts'),
    import('./admission/resource-quota/quota-decision.ts'),
    import('./admission/service-account-secrets.ts'),
    import('./authorization/parameter-rules.ts'),
    import('./bootstrap/keep-flow-control.ts'),
    import('@kubets/aggregator').then((aggregator) => aggregator.loadLateModules()),
    import('@kubets/pod-security/checks'),
    import('@kubets/webhook'),
    loadColumns(),
    loadCustomResources(),
    loadDefinitionStatus(),
    loadDefinitionValidation(),
    loadGenericServer(),
    loadLateValidation(),
    loadPolicyEvaluation(),
    loadWebhookDispatch(),
  ]);
}
