/** Controllers that create what a namespace needs and delete what has no owner, no namespace or no time left. */
import type { AnyController } from '@kubets/controller-runtime';
import type { ControllersOptions } from '../options.ts';
import { garbageCollector } from './garbage-collector/controller.ts';
import { namespaceController } from './namespace/controller.ts';
import { podGarbageCollector } from './podgc/controller.ts';
import { serviceAccountController } from './serviceaccount/controller.ts';
import { storageVersionMigrator } from './storage-version-migrator/controller.ts';
import { ttlAfterFinishedController } from './ttl-after-finished/controller.ts';

export function lifecycleControllers(options: ControllersOptions): readonly AnyController[] {
  const { namespaceDeletionDelay, terminatedPodThreshold } = options;
  return [
    namespaceController(namespaceDeletionDelay === undefined ? {} : { deletionDelay: namespaceDeletionDelay }),
    serviceAccountController,
    garbageCollector,
    ttlAfterFinishedController,
    storageVersionMigrator,
    podGarbageCollector(terminatedPodThreshold === undefined ? {} : { terminatedPodThreshold }),
  ];
}
