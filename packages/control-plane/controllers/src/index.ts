/** The control loops of kube-controller-manager, each as a definition that the runtime's manager runs. */
import type { AnyController } from '@kubets/controller-runtime';
import { rootCaCertPublisher, tokenCleaner } from './certificates/index.ts';
import { endpointSliceController, endpointSliceMirroringController, endpointsController } from './discovery/index.ts';
import {
  garbageCollector,
  namespaceController,
  podGarbageCollector,
  serviceAccountController,
  ttlAfterFinishedController,
} from './lifecycle/index.ts';
import { type EvictionRates, nodeHealthLoop, nodeTaintsController, taintEvictionController } from './nodes/index.ts';
import { clusterRoleAggregationController } from './policy/index.ts';
import { storageProtectionControllers } from './storage/index.ts';
import { deploymentController, jobController, replicaSetController, replicationController } from './workloads/index.ts';

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

export { controllerIdentity, controllerManagerActors, controllerManagerIdentity } from './controller-manager.ts';
export type { EvictionRates };
