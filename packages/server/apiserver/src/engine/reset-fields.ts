/**
 * What each endpoint of a kind does not write. Nobody comes to own it there (upstream: the strategies' GetResetFields),
 * and what a client says of it is put back (their PrepareForUpdate).
 */
import type { ResourceDefinition } from '@kubets/api';
import { type FieldPath, type ObjectMeta, qualified } from '@kubets/machinery';
import { groupResourceOf } from './kind-rules.ts';

const spec: FieldPath = ['f:spec'];
const specAndMetadata: readonly FieldPath[] = [spec, ['f:metadata']];
const specOnly: readonly FieldPath[] = [spec];
const nothing: readonly FieldPath[] = [];

const customResourceDefinitions = 'customresourcedefinitions.apiextensions.k8s.io';
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
  'apiservices.apiregistration.k8s.io': specAndMetadata,
  [customResourceDefinitions]: specAndMetadata,
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

type MetadataField = 'labels' | 'annotations' | 'finalizers' | 'ownerReferences';
const wholeMetadata: readonly MetadataField[] = ['labels', 'annotations', 'finalizers', 'ownerReferences'];
const keptMetadata = new WeakMap<ResourceDefinition, readonly MetadataField[]>();

/** The fields of the metadata that a write of the kind's status leaves as they are. */
function keptByStatus(definition: ResourceDefinition): readonly MetadataField[] {
  const known = keptMetadata.get(definition);
  if (known !== undefined) return known;
  const reset = resetFields(definition, 'status');
  // Upstream's strategy of CustomResourceDefinitions means to reset them, and copies them onto themselves.
  const isExempt = qualified(groupResourceOf(definition)) === customResourceDefinitions;
  const all = !isExempt && reset.some((path) => path.length === 1 && path[0] === 'f:metadata');
  const kept = wholeMetadata.filter((name) => all || reset.some((path) => path[1] === `f:${name}`));
  keptMetadata.set(definition, kept);
  return kept;
}

/** `next` of a write of the status, with what that does not change taken from `old`. */
export function statusMetadata(definition: ResourceDefinition, next: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const kept = keptByStatus(definition);
  if (kept.length === 0) return next;
  const rest = Object.entries(next).filter(([name]) => !kept.includes(name as MetadataField));
  const standing = kept.flatMap((name) => (old[name] === undefined ? [] : [[name, old[name]] as const]));
  return Object.fromEntries([...rest, ...standing]);
}
