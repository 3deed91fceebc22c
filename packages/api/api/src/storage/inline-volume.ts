/** Validation of a volume that a VolumeAttachment contains: only of a CSI driver, and nothing that concerns claims. */
import { fieldError } from '@kubets/machinery/field-error';
import { type Found, required } from '../core/validation/checks.ts';
import { accessModesOf } from '../core/validation/claim-spec.ts';
import { csiDriverName } from '../core/validation/volume-sources.ts';
import type { PersistentVolumeSpec } from '../generated/core/v1.ts';

const here = 'in the context of inline volumes';

export function inlineVolume(found: Found, path: string, spec: PersistentVolumeSpec): void {
  const forbid = (field: string, detail = `may not be specified ${here}`): void => {
    found.push(fieldError.forbidden(`${path}.${field}`, detail));
  };
  if (spec.claimRef !== undefined) forbid('claimRef');
  if (Object.keys(spec.capacity ?? {}).length > 0) forbid('capacity');
  if (spec.csi === undefined) found.push(fieldError.required(`${path}.csi`, `has to be specified ${here}`));
  const { accessModes = [], persistentVolumeReclaimPolicy: policy } = spec;
  if (accessModes.length === 0) found.push(fieldError.required(`${path}.accessModes`));
  accessModesOf(found, `${path}.accessModes`, accessModes);
  if (policy !== undefined && policy !== 'Retain')
    forbid('persistentVolumeReclaimPolicy', `may only be Retain ${here}`);
  if (spec.nodeAffinity !== undefined) forbid('nodeAffinity');
  if (spec.csi !== undefined) {
    csiDriverName(found, `${path}.csi.driver`, spec.csi.driver);
    required(found, `${path}.csi.volumeHandle`, spec.csi.volumeHandle);
  }
  if (spec.storageClassName) forbid('storageClassName');
  if (spec.volumeMode !== undefined && spec.volumeMode !== 'Filesystem')
    forbid('volumeMode', `may not specify volumeMode other than Filesystem ${here}`);
}
