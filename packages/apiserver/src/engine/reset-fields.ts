/** What each endpoint of a kind does not write: nobody comes to own it there. Upstream: the strategies' GetResetFields. */
import type { ResourceDefinition } from '@kubets/api';
import { type FieldPath, qualified } from '@kubets/machinery';
import { groupResourceOf } from './kind-rules.ts';

const spec: FieldPath = ['f:spec'];
const specAndMetadata: readonly FieldPath[] = [spec, ['f:metadata']];
const specOnly: readonly FieldPath[] = [spec];
const nothing: readonly FieldPath[] = [];

const certificateRequests = 'certificatesigningrequests.certificates.k8s.io';

/** Kinds whose status endpoint leaves more alone than the spec, by `plural.group`. */
const besidesStatus: Readonly<Record<string, readonly FieldPath[]>> = {
  pods: [spec, ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']],
  'deployments.apps': [spec, ['f:metadata', 'f:labels']],
  [certificateRequests]: [spec, ['f:status', 'f:conditions']],
  'validatingadmissionpolicies.admissionregistration.k8s.io': specAndMetadata,
  'flowschemas.flowcontrol.apiserver.k8s.io': specAndMetadata,
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': specAndMetadata,
  'servicecidrs.networking.k8s.io': specAndMetadata,
  'resourceclaims.resource.k8s.io': specAndMetadata,
  'devicetaintrules.resource.k8s.io': specAndMetadata,
  'podgroups.scheduling.k8s.io': specAndMetadata,
  'volumeattachments.storage.k8s.io': specAndMetadata,
  'storageversionmigrations.storagemigration.k8s.io': specAndMetadata,
};
const certificateApproval: readonly FieldPath[] = [spec, ['f:status', 'f:certificate']];

/** The same array every time, so that sets made of it are kept. */
const ownFields = new WeakMap<ResourceDefinition, readonly FieldPath[]>();

function ownOf(definition: ResourceDefinition): readonly FieldPath[] {
  const known = ownFields.get(definition);
  if (known !== undefined) return known;
  const status = (definition.strategy.statusFields ?? ['status']).map((name): FieldPath => [`f:${name}`]);
  const fields = qualified(groupResourceOf(definition)) === certificateRequests ? [spec, ...status] : status;
  ownFields.set(definition, fields);
  return fields;
}

/** `subresource` is empty for the object itself. */
export function resetFields(definition: ResourceDefinition, subresource: string): readonly FieldPath[] {
  if (subresource === '') return ownOf(definition);
  const name = qualified(groupResourceOf(definition));
  if (subresource === 'status')
    return Object.hasOwn(besidesStatus, name) ? (besidesStatus[name] ?? specOnly) : specOnly;
  if (subresource === 'approval' && name === certificateRequests) return certificateApproval;
  return nothing;
}
