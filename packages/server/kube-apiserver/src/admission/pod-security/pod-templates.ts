/** The kinds that contain a pod or a pod template, and where. */
import {
  type CronJob,
  cronJobs,
  daemonSets,
  deployments,
  jobs,
  type PodTemplate,
  type PodTemplateSpec,
  podTemplates,
  replicaSets,
  replicationControllers,
  statefulSets,
} from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';

interface Templated {
  readonly spec?: { readonly template?: PodTemplateSpec };
}

interface PodController {
  readonly resource: ResourceType;
  templateOf(object: KubeObject): PodTemplateSpec | undefined;
}

const inSpec = (object: KubeObject): PodTemplateSpec | undefined => (object as Templated).spec?.template;

export const podControllers: readonly PodController[] = [
  ...[replicationControllers, replicaSets, deployments, statefulSets, daemonSets, jobs].map((resource) => ({
    resource,
    templateOf: inSpec,
  })),
  { resource: podTemplates, templateOf: (object) => (object as PodTemplate).template },
  { resource: cronJobs, templateOf: (object) => (object as CronJob).spec?.jobTemplate.spec?.template },
];
