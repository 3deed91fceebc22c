/** The owners of claims, which implement `persistentVolumeClaimRetentionPolicy`: what goes with its owner is garbage collected. Pure. */
import type { PersistentVolumeClaim, Pod, StatefulSet } from '@kubets/api';
import type { KubeObject, OwnerReference } from '@kubets/machinery/meta';
import { controllerReference } from '../../shared/ownership/controller-reference.ts';
import { isInRange, ordinalOf } from './ordinals.ts';
import { type ClaimReader, claimNamesOf } from './volume-claims.ts';

interface Owners {
  readonly set: StatefulSet;
  readonly pod: Pod;
}

const referencesOf = (claim: PersistentVolumeClaim): readonly OwnerReference[] => claim.metadata?.ownerReferences ?? [];

const podIdentity = { apiVersion: 'v1', kind: 'Pod' };
const setIdentity = { apiVersion: 'apps/v1', kind: 'StatefulSet' };

/** By kind and name, whatever the UID. */
function names(reference: OwnerReference, object: KubeObject, identity: typeof podIdentity): boolean {
  return (
    reference.apiVersion === identity.apiVersion &&
    reference.kind === identity.kind &&
    reference.name === object.metadata?.name
  );
}

const namesSet = (reference: OwnerReference, { set }: Owners): boolean => names(reference, set, setIdentity);
const namesPod = (reference: OwnerReference, { pod }: Owners): boolean => names(reference, pod, podIdentity);
const hasUid = (reference: OwnerReference, object: KubeObject): boolean => reference.uid === object.metadata?.uid;

function policyOf(set: StatefulSet): { readonly deletes: boolean; readonly scales: boolean } {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
  return { deletes: whenDeleted === 'Delete', scales: whenScaled === 'Delete' };
}

/** Whether a reference names the pod with another UID: the claim goes with a deleted pod of this name. */
const isOfFormerPod = (claim: PersistentVolumeClaim, owners: Owners): boolean =>
  referencesOf(claim).some((each) => namesPod(each, owners) && !hasUid(each, owners.pod));

const isOfFormerSet = (claim: PersistentVolumeClaim, owners: Owners): boolean =>
  referencesOf(claim).some((each) => namesSet(each, owners) && !hasUid(each, owners.set));

/** Whether the claim has another controller, so that the policy does not apply. */
export function hasConflictingController(claim: PersistentVolumeClaim, owners: Owners): boolean {
  const { deletes, scales } = policyOf(owners.set);
  if (!deletes && !scales) return false;
  return referencesOf(claim).some((each) => {
    if (namesSet(each, owners)) return !hasUid(each, owners.set);
    if (namesPod(each, owners)) return !hasUid(each, owners.pod);
    return each.controller === true;
  });
}

/** The owner that the policy requires: the pod if the set has been scaled down below it, otherwise the set. */
function wantedOwner({ set, pod }: Owners): OwnerReference | undefined {
  const { deletes, scales } = policyOf(set);
  if (scales && !isInRange(set, ordinalOf(pod))) return controllerReference({ ...podIdentity, ...pod });
  return deletes ? controllerReference({ ...setIdentity, ...set }) : undefined;
}

/** The claim with the owner that the policy requires; undefined if it is as required, or must not be changed. */
export function withOwner(claim: PersistentVolumeClaim, owners: Owners): PersistentVolumeClaim | undefined {
  if (isOfFormerPod(claim, owners) || isOfFormerSet(claim, owners)) return undefined;
  const references = referencesOf(claim);
  const ours = references.filter((each) => hasUid(each, owners.set) || hasUid(each, owners.pod));
  const wanted = hasConflictingController(claim, owners) ? undefined : wantedOwner(owners);
  const isRight = wanted === undefined ? ours.length === 0 : ours.length === 1 && ours[0]?.uid === wanted.uid;
  if (isRight && ours.every((each) => each.controller === true)) return undefined;
  const others = references.filter((each) => !ours.includes(each));
  const ownerReferences = wanted === undefined ? others : [...others, wanted];
  return { ...claim, metadata: { ...claim.metadata, ownerReferences } };
}

/** Whether all claims of the pod have the owners that the policy requires. */
export function haveRightOwners(owners: Owners, claimOf: ClaimReader): boolean {
  return claimNamesOf(owners.set, owners.pod).every((name) => {
    const claim = claimOf(name);
    return claim === undefined || withOwner(claim, owners) === undefined;
  });
}

/** Whether a claim of a pod that is to be created will be deleted with the last pod of its name. */
export function isStale(owners: Owners, claimOf: ClaimReader): boolean {
  if (!policyOf(owners.set).scales) return false;
  return claimNamesOf(owners.set, owners.pod).some((name) => {
    const claim = claimOf(name);
    return claim !== undefined && isOfFormerPod(claim, owners);
  });
}
