/** The control loops of kube-controller-manager, each as a definition that the runtime's manager runs. */
import type { AnyController } from '@kubets/controller-runtime';
import { clusterRoleAggregationController } from './clusterrole-aggregation/controller.ts';
import { deploymentController } from './deployment/controller.ts';
import { endpointsController } from './endpoints/controller.ts';
import { endpointSliceController } from './endpointslice/controller.ts';
import { endpointSliceMirroringController } from './endpointslice-mirroring/controller.ts';
import { garbageCollector } from './garbage-collector/controller.ts';
import { jobController } from './job/controller.ts';
import { namespaceController } from './namespace/controller.ts';
import { nodeHealthLoop } from './node-lifecycle/health-loop.ts';
import type { EvictionRates } from './node-lifecycle/plan-zones.ts';
import { nodeTaintsController } from './node-lifecycle/taints-controller.ts';
import { podGarbageCollector } from './podgc/controller.ts';
import { replicaSetController } from './replicaset/controller.ts';
import { replicationController } from './replication/controller.ts';
import { rootCaCertPublisher } from './root-ca-cert-publisher/controller.ts';
import { serviceAccountController } from './serviceaccount/controller.ts';
import { storageProtectionControllers } from './storage-protection/controllers.ts';
import { taintEvictionController } from './taint-eviction/controller.ts';
import { tokenCleaner } from './token-cleaner/loop.ts';
import { ttlAfterFinishedController } from './ttl-after-finished/controller.ts';

export interface ControllersOptions {
  /** PEM of the CA that signed the API server's certificate: published in every namespace. */
  readonly rootCa: string;
  /** Milliseconds between a namespace's delete request and its emptying. Default 5000, as upstream. */
  readonly namespaceDeletionDelay?: number;
  /** Finished pods kept in the cluster. Default 12,500. */
  readonly terminatedPodThreshold?: number;
  /** Endpoints in one EndpointSlice. Default 100. */
  readonly maxEndpointsPerSlice?: number;
  readonly evictionRates?: EvictionRates;
}

/** All of them. Each acts as the service account `kube-system/<identity>`, with upstream's role of that name. */
export function controllers(options: ControllersOptions): readonly AnyController[] {
  const { namespaceDeletionDelay, terminatedPodThreshold, maxEndpointsPerSlice, evictionRates } = options;
  return [
    namespaceController(namespaceDeletionDelay === undefined ? {} : { deletionDelay: namespaceDeletionDelay }),
    serviceAccountController,
    rootCaCertPublisher(options.rootCa),
    garbageCollector,
    clusterRoleAggregationController,
    deploymentController,
    replicaSetController,
    replicationController,
    jobController(),
    ttlAfterFinishedController,
    endpointSliceController(maxEndpointsPerSlice === undefined ? {} : { maxEndpointsPerSlice }),
    endpointsController,
    endpointSliceMirroringController,
    nodeTaintsController,
    nodeHealthLoop(evictionRates === undefined ? {} : { rates: evictionRates }),
    taintEvictionController(),
    ...storageProtectionControllers,
    tokenCleaner,
    podGarbageCollector(terminatedPodThreshold === undefined ? {} : { terminatedPodThreshold }),
  ];
}

export type { EvictionRates };
