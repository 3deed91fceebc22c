/** Deployments: declarative updates for pods and ReplicaSets. */
import { nextInt64 } from '@kubets/machinery/values';
import { ageOf, containerImages, containerNames, nameOf, selectorText } from '../cells.ts';
import { semanticEqual } from '../core/semantic-equal.ts';
import { defaultSpecTemplate } from '../core/template-defaults.ts';
import { workloadWarnings } from '../core/workload-warnings.ts';
import { defineResource } from '../define-resource.ts';
import type { Deployment } from '../generated/apps/v1.ts';
import type { Cell } from '../resource-definition.ts';
import { validateDeployment, validateDeploymentStatus } from './deployment-validation.ts';

function row(deployment: Deployment, now: number): readonly Cell[] {
  const { spec, status } = deployment;
  const containers = spec?.template.spec?.containers;
  return [
    nameOf(deployment),
    `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
    ageOf(deployment, now),
    containerNames(containers),
    containerImages(containers),
    selectorText(spec?.selector),
  ];
}

/** Annotations count as spec changes, because third-party controllers read them. */
function countAnnotations(deployment: Deployment, old: Deployment): Deployment {
  if (semanticEqual(deployment.metadata?.annotations, old.metadata?.annotations)) return deployment;
  return { ...deployment, metadata: { ...deployment.metadata, generation: nextInt64(old.metadata?.generation) } };
}

export const deployments = defineResource<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  resetFields: { status: ['spec', 'metadata.labels'] },
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  immutable: ['spec.selector'],
  default: defaultSpecTemplate,
  prepareUpdate: countAnnotations,
  validate: validateDeployment,
  validateUpdate: validateDeployment,
  validateStatusUpdate: validateDeploymentStatus,
  warnings: (deployment, old) => workloadWarnings(deployment, old, deployment.spec?.template),
  row,
});
