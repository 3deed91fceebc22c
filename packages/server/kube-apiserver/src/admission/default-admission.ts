/** The plugins that are enabled by default, in upstream's order. */

import type { ResourceReader } from '@kubets/apiserver/access';
import type { AdmissionPlugin } from '@kubets/apiserver/admission';
import type { Clock, Random } from '@kubets/base';
import type { ClusterAuthorization } from '../authorization/cluster-authorization.ts';
import { escalationChecks } from '../authorization/escalation.ts';
import { certificateAdmission } from './certificates.ts';
import { defaultIngressClass, defaultStorageClass } from './default-classes.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction } from './node-restriction.ts';
import { partialPodUpdates } from './partial-pod-updates.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota/resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccountAdmission } from './service-account.ts';
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';

export interface DefaultAdmissionOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly authorization: ClusterAuthorization;
  /** The server's own reads. */
  readonly reader: () => ResourceReader;
}

export function defaultAdmission({
  clock,
  random,
  authorization,
  reader,
}: DefaultAdmissionOptions): readonly AdmissionPlugin[] {
  return [
    ...partialPodUpdates,
    ...namespaceLifecycle,
    serviceAccountAdmission({ clock, random }),
    ...nodeRestriction(authorization.authorizer),
    taintNodesByCondition,
    ...priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    ...storageObjectInUseProtection,
    runtimeClass,
    ...certificateAdmission(authorization.authorizer),
    defaultIngressClass,
    ...podTopologyLabels,
    ...escalationChecks(authorization),
    ...resourceQuota({ clock, reader }),
  ];
}
