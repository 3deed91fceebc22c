/** Deployments: pods kept running at a version, and rolled from one version to the next. */
import { ageOf, containerImages, containerNames, nameOf, selectorText } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { Deployment } from '../generated/apps/v1.ts';
import type { Cell } from '../resource-definition.ts';

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

export const deployments = defineResource<Deployment>({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  scale: { replicas: 'spec.replicas', status: 'status.replicas', selector: 'spec.selector' },
  row,
});
