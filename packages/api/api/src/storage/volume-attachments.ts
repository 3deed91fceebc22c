/** VolumeAttachments: requests to attach volumes to nodes. */
import { ageOf, nameOf } from '../cells.ts';
import { defineResource } from '../define-resource.ts';
import type { VolumeAttachment } from '../generated/storage/v1.ts';

export const volumeAttachments = defineResource<VolumeAttachment>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  validateInTurns: async (...write) => (await import('./validation.ts')).volumeAttachmentErrors(...write),
  returnDeletedObject: true,
  resetFields: { status: ['spec', 'metadata'] },
  generation: false,
  unconditionalUpdate: false,
  row: (attachment, now) => [
    nameOf(attachment),
    attachment.spec.attacher,
    attachment.spec.source.persistentVolumeName ?? '',
    attachment.spec.nodeName,
    attachment.status?.attached ?? false,
    ageOf(attachment, now),
  ],
});
