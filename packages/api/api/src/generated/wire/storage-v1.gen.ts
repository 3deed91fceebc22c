// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/storage/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, quantityCodec, timeCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'CSIDriver' | 'CSIDriverList' | 'CSIDriverSpec' | 'CSINode' | 'CSINodeDriver' | 'CSINodeList' | 'CSINodeSpec' | 'CSINodeStatus' | 'CSIStorageCapacity' | 'CSIStorageCapacityList' | 'StorageClass' | 'StorageClassList' | 'StorageHealth' | 'StorageHealthCondition' | 'TokenRequest' | 'VolumeAttachment' | 'VolumeAttachmentList' | 'VolumeAttachmentSource' | 'VolumeAttachmentSpec' | 'VolumeAttachmentStatus' | 'VolumeAttributesClass' | 'VolumeAttributesClassList' | 'VolumeError' | 'VolumeNodeResources', MessageCodec>>;
let made: Codecs | undefined;
export function storageV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { PersistentVolumeSpec: { read: rcoreV1$PersistentVolumeSpec, write: wcoreV1$PersistentVolumeSpec }, TopologySelectorTerm: { read: rcoreV1$TopologySelectorTerm, write: wcoreV1$TopologySelectorTerm } } = coreV1();
  const { LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rCSIDriver(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rCSIDriverSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIDriver(w: W, o: Fields): void {
  w.message(18, o.spec, wCSIDriverSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCSIDriverList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCSIDriver(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIDriverList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCSIDriver);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rCSIDriverSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a6: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.attachRequired = r.bool(t); break;
      case 2: o.podInfoOnMount = r.bool(t); break;
      case 3: (a3 ??= o.volumeLifecycleModes = []).push(r.string(t)); break;
      case 4: o.storageCapacity = r.bool(t); break;
      case 5: o.fsGroupPolicy = r.string(t); break;
      case 6: (a6 ??= o.tokenRequests = []).push(rTokenRequest(r, r.open(t))); break;
      case 7: o.requiresRepublish = r.bool(t); break;
      case 8: o.seLinuxMount = r.bool(t); break;
      case 9: o.nodeAllocatableUpdatePeriodSeconds = r.int64(t); break;
      case 10: o.serviceAccountTokenInSecrets = r.bool(t); break;
      case 11: o.preventPodSchedulingIfMissing = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIDriverSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preventPodSchedulingIfMissing) != null) w.bool(88, v);
  if ((v = o.serviceAccountTokenInSecrets) != null) w.bool(80, v);
  if ((v = o.nodeAllocatableUpdatePeriodSeconds) != null) w.int(72, v);
  if ((v = o.seLinuxMount) != null) w.bool(64, v);
  if ((v = o.requiresRepublish) != null) w.bool(56, v);
  if ((v = o.tokenRequests) != null) w.messages(50, v, wTokenRequest);
  if ((v = o.fsGroupPolicy) != null) w.string(42, v);
  if ((v = o.storageCapacity) != null) w.bool(32, v);
  if ((v = o.volumeLifecycleModes) != null) w.strings(26, v);
  if ((v = o.podInfoOnMount) != null) w.bool(16, v);
  if ((v = o.attachRequired) != null) w.bool(8, v);
}
function rCSINode(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rCSINodeSpec(r, r.open(t)); break;
      case 3: o.status = rCSINodeStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSINode(w: W, o: Fields): void {
  w.message(26, o.status, wCSINodeStatus);
  w.message(18, o.spec, wCSINodeSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCSINodeDriver(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.nodeID = r.string(t); break;
      case 3: (a3 ??= o.topologyKeys = []).push(r.string(t)); break;
      case 4: o.allocatable = rVolumeNodeResources(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSINodeDriver(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.allocatable) != null) w.message(34, v, wVolumeNodeResources);
  if ((v = o.topologyKeys) != null) w.strings(26, v);
  w.string(18, o.nodeID);
  w.string(10, o.name);
}
function rCSINodeList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCSINode(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSINodeList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCSINode);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rCSINodeSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.drivers = []).push(rCSINodeDriver(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSINodeSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.drivers) != null) w.messages(10, v, wCSINodeDriver);
}
function rCSINodeStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.storageHealth = []).push(rStorageHealth(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSINodeStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.storageHealth) != null) w.messages(10, v, wStorageHealth);
}
function rCSIStorageCapacity(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.nodeTopology = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.storageClassName = r.string(t); break;
      case 4: o.capacity = rquantity$(r, r.open(t)); break;
      case 5: o.maximumVolumeSize = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIStorageCapacity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.maximumVolumeSize) != null) w.message(42, v, wquantity$);
  if ((v = o.capacity) != null) w.message(34, v, wquantity$);
  w.string(26, o.storageClassName);
  if ((v = o.nodeTopology) != null) w.message(18, v, wmetaV1$LabelSelector);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCSIStorageCapacityList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCSIStorageCapacity(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCSIStorageCapacityList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCSIStorageCapacity);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rStorageClass(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined, a8: unknown[] | undefined, a3: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.provisioner = r.string(t); break;
      case 3: r.stringEntry(t, (a3 ??= o.parameters = {})); break;
      case 4: o.reclaimPolicy = r.string(t); break;
      case 5: (a5 ??= o.mountOptions = []).push(r.string(t)); break;
      case 6: o.allowVolumeExpansion = r.bool(t); break;
      case 7: o.volumeBindingMode = r.string(t); break;
      case 8: (a8 ??= o.allowedTopologies = []).push(rcoreV1$TopologySelectorTerm(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageClass(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.allowedTopologies) != null) w.messages(66, v, wcoreV1$TopologySelectorTerm);
  if ((v = o.volumeBindingMode) != null) w.string(58, v);
  if ((v = o.allowVolumeExpansion) != null) w.bool(48, v);
  if ((v = o.mountOptions) != null) w.strings(42, v);
  if ((v = o.reclaimPolicy) != null) w.string(34, v);
  if ((v = o.parameters) != null) w.stringMap(26, v);
  w.string(18, o.provisioner);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rStorageClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rStorageClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wStorageClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rStorageHealth(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: (a2 ??= o.healthConditions = []).push(rStorageHealthCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageHealth(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.healthConditions) != null) w.messages(18, v, wStorageHealthCondition);
  w.string(10, o.name);
}
function rStorageHealthCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.status = r.string(t); break;
      case 2: o.reason = r.string(t); break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      case 4: o.accessMode = r.string(t); break;
      case 5: o.volumeMode = r.string(t); break;
      case 6: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStorageHealthCondition(w: W, o: Fields): void {
  let v: unknown;
  w.message(50, o.lastTransitionTime, wtime$);
  if ((v = o.volumeMode) != null) w.string(42, v);
  if ((v = o.accessMode) != null) w.string(34, v);
  w.string(26, o.message);
  w.string(18, o.reason);
  w.string(10, o.status);
}
function rTokenRequest(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.audience = r.string(t); break;
      case 2: o.expirationSeconds = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenRequest(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.expirationSeconds) != null) w.int(16, v);
  w.string(10, o.audience);
}
function rVolumeAttachment(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rVolumeAttachmentSpec(r, r.open(t)); break;
      case 3: o.status = rVolumeAttachmentStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttachment(w: W, o: Fields): void {
  w.message(26, o.status, wVolumeAttachmentStatus);
  w.message(18, o.spec, wVolumeAttachmentSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rVolumeAttachmentList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rVolumeAttachment(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttachmentList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wVolumeAttachment);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rVolumeAttachmentSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.persistentVolumeName = r.string(t); break;
      case 2: o.inlineVolumeSpec = rcoreV1$PersistentVolumeSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttachmentSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.inlineVolumeSpec) != null) w.message(18, v, wcoreV1$PersistentVolumeSpec);
  if ((v = o.persistentVolumeName) != null) w.string(10, v);
}
function rVolumeAttachmentSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.attacher = r.string(t); break;
      case 2: o.source = rVolumeAttachmentSource(r, r.open(t)); break;
      case 3: o.nodeName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttachmentSpec(w: W, o: Fields): void {
  w.string(26, o.nodeName);
  w.message(18, o.source, wVolumeAttachmentSource);
  w.string(10, o.attacher);
}
function rVolumeAttachmentStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.attached = r.bool(t); break;
      case 2: r.stringEntry(t, (a2 ??= o.attachmentMetadata = {})); break;
      case 3: o.attachError = rVolumeError(r, r.open(t)); break;
      case 4: o.detachError = rVolumeError(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttachmentStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.detachError) != null) w.message(34, v, wVolumeError);
  if ((v = o.attachError) != null) w.message(26, v, wVolumeError);
  if ((v = o.attachmentMetadata) != null) w.stringMap(18, v);
  w.bool(8, o.attached);
}
function rVolumeAttributesClass(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.driverName = r.string(t); break;
      case 3: r.stringEntry(t, (a3 ??= o.parameters = {})); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttributesClass(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.parameters) != null) w.stringMap(26, v);
  w.string(18, o.driverName);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rVolumeAttributesClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rVolumeAttributesClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeAttributesClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wVolumeAttributesClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rVolumeError(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = rtime$(r, r.open(t))) !== undefined) o.time = v; break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      case 3: o.errorCode = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeError(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.errorCode) != null) w.int(24, v);
  w.string(18, o.message);
  w.message(10, o.time, wtime$);
}
function rVolumeNodeResources(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.count = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wVolumeNodeResources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.count) != null) w.int(8, v);
}
  return { CSIDriver: { read: rCSIDriver, write: wCSIDriver }, CSIDriverList: { read: rCSIDriverList, write: wCSIDriverList }, CSIDriverSpec: { read: rCSIDriverSpec, write: wCSIDriverSpec }, CSINode: { read: rCSINode, write: wCSINode }, CSINodeDriver: { read: rCSINodeDriver, write: wCSINodeDriver }, CSINodeList: { read: rCSINodeList, write: wCSINodeList }, CSINodeSpec: { read: rCSINodeSpec, write: wCSINodeSpec }, CSINodeStatus: { read: rCSINodeStatus, write: wCSINodeStatus }, CSIStorageCapacity: { read: rCSIStorageCapacity, write: wCSIStorageCapacity }, CSIStorageCapacityList: { read: rCSIStorageCapacityList, write: wCSIStorageCapacityList }, StorageClass: { read: rStorageClass, write: wStorageClass }, StorageClassList: { read: rStorageClassList, write: wStorageClassList }, StorageHealth: { read: rStorageHealth, write: wStorageHealth }, StorageHealthCondition: { read: rStorageHealthCondition, write: wStorageHealthCondition }, TokenRequest: { read: rTokenRequest, write: wTokenRequest }, VolumeAttachment: { read: rVolumeAttachment, write: wVolumeAttachment }, VolumeAttachmentList: { read: rVolumeAttachmentList, write: wVolumeAttachmentList }, VolumeAttachmentSource: { read: rVolumeAttachmentSource, write: wVolumeAttachmentSource }, VolumeAttachmentSpec: { read: rVolumeAttachmentSpec, write: wVolumeAttachmentSpec }, VolumeAttachmentStatus: { read: rVolumeAttachmentStatus, write: wVolumeAttachmentStatus }, VolumeAttributesClass: { read: rVolumeAttributesClass, write: wVolumeAttributesClass }, VolumeAttributesClassList: { read: rVolumeAttributesClassList, write: wVolumeAttributesClassList }, VolumeError: { read: rVolumeError, write: wVolumeError }, VolumeNodeResources: { read: rVolumeNodeResources, write: wVolumeNodeResources } };
}
