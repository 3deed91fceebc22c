// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** What makes the messages of each package. */
import type { MessageCodec } from '@kubets/codec/protobuf';
import { admissionV1 } from './wire/admission-v1.gen.ts';
import { admissionregistrationV1 } from './wire/admissionregistration-v1.gen.ts';
import { apidiscoveryV2 } from './wire/apidiscovery-v2.gen.ts';
import { appsV1 } from './wire/apps-v1.gen.ts';
import { authenticationV1 } from './wire/authentication-v1.gen.ts';
import { authorizationV1 } from './wire/authorization-v1.gen.ts';
import { autoscalingV1 } from './wire/autoscaling-v1.gen.ts';
import { autoscalingV2 } from './wire/autoscaling-v2.gen.ts';
import { batchV1 } from './wire/batch-v1.gen.ts';
import { certificatesV1 } from './wire/certificates-v1.gen.ts';
import { coordinationV1 } from './wire/coordination-v1.gen.ts';
import { coreV1 } from './wire/core-v1.gen.ts';
import { discoveryV1 } from './wire/discovery-v1.gen.ts';
import { eventsV1 } from './wire/events-v1.gen.ts';
import { flowcontrolV1 } from './wire/flowcontrol-v1.gen.ts';
import { networkingV1 } from './wire/networking-v1.gen.ts';
import { nodeK8sIoV1 } from './wire/node-k8s-io-v1.gen.ts';
import { policyV1 } from './wire/policy-v1.gen.ts';
import { rbacV1 } from './wire/rbac-v1.gen.ts';
import { resourceV1 } from './wire/resource-v1.gen.ts';
import { schedulingV1 } from './wire/scheduling-v1.gen.ts';
import { schedulingV1alpha3 } from './wire/scheduling-v1alpha3.gen.ts';
import { storageV1 } from './wire/storage-v1.gen.ts';
import { storagemigrationV1 } from './wire/storagemigration-v1.gen.ts';
import { apiextensionsV1 } from './wire/apiextensions-v1.gen.ts';
import { metaV1 } from './wire/meta-v1.gen.ts';
import { metaV1beta1 } from './wire/meta-v1beta1.gen.ts';
import { auditV1 } from './wire/audit-v1.gen.ts';
import { apiregistrationV1 } from './wire/apiregistration-v1.gen.ts';
import { metricsV1beta1 } from './wire/metrics-v1beta1.gen.ts';

export const wirePackages: Readonly<Record<string, () => Readonly<Record<string, MessageCodec>>>> = {
  'k8s.io/api/admission/v1': admissionV1,
  'k8s.io/api/admissionregistration/v1': admissionregistrationV1,
  'k8s.io/api/apidiscovery/v2': apidiscoveryV2,
  'k8s.io/api/apps/v1': appsV1,
  'k8s.io/api/authentication/v1': authenticationV1,
  'k8s.io/api/authorization/v1': authorizationV1,
  'k8s.io/api/autoscaling/v1': autoscalingV1,
  'k8s.io/api/autoscaling/v2': autoscalingV2,
  'k8s.io/api/batch/v1': batchV1,
  'k8s.io/api/certificates/v1': certificatesV1,
  'k8s.io/api/coordination/v1': coordinationV1,
  'k8s.io/api/core/v1': coreV1,
  'k8s.io/api/discovery/v1': discoveryV1,
  'k8s.io/api/events/v1': eventsV1,
  'k8s.io/api/flowcontrol/v1': flowcontrolV1,
  'k8s.io/api/networking/v1': networkingV1,
  'k8s.io/api/node/v1': nodeK8sIoV1,
  'k8s.io/api/policy/v1': policyV1,
  'k8s.io/api/rbac/v1': rbacV1,
  'k8s.io/api/resource/v1': resourceV1,
  'k8s.io/api/scheduling/v1': schedulingV1,
  'k8s.io/api/scheduling/v1alpha3': schedulingV1alpha3,
  'k8s.io/api/storage/v1': storageV1,
  'k8s.io/api/storagemigration/v1': storagemigrationV1,
  'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1': apiextensionsV1,
  'k8s.io/apimachinery/pkg/apis/meta/v1': metaV1,
  'k8s.io/apimachinery/pkg/apis/meta/v1beta1': metaV1beta1,
  'k8s.io/apiserver/pkg/apis/audit/v1': auditV1,
  'k8s.io/kube-aggregator/pkg/apis/apiregistration/v1': apiregistrationV1,
  'k8s.io/metrics/pkg/apis/metrics/v1beta1': metricsV1beta1,
};
