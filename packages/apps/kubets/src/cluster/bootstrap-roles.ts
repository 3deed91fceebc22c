/** The roles of a cluster's components: the API server writes them when it starts. */
import type { BoundRole } from '@kubets/api/policy-rules';
import { collectRoles } from '@kubets/component';
import { controllerManagerActors, controllers } from '@kubets/controllers';
import { kubeSchedulerActor } from '@kubets/scheduler';
import { kubeProxyActor } from './kube-proxy.ts';

/** The same in every cluster, whatever runs in it: kube-proxy's role is there without a node, as upstream. */
export function bootstrapRoles(): readonly BoundRole[] {
  return collectRoles([...controllerManagerActors(controllers({ rootCa: '' })), kubeSchedulerActor, kubeProxyActor]);
}
