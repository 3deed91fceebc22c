// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/apimachinery/pkg/apis/meta/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, durationCodec, jsonCodec, microTimeCodec, stringsCodec, timeCodec } from '@kubets/codec/protobuf';

type Codecs = Readonly<Record<'APIGroup' | 'APIGroupList' | 'APIResource' | 'APIResourceList' | 'APIVersions' | 'ApplyOptions' | 'Condition' | 'CreateOptions' | 'DeleteOptions' | 'Duration' | 'FieldSelectorRequirement' | 'FieldsV1' | 'GetOptions' | 'GroupKind' | 'GroupResource' | 'GroupVersionForDiscovery' | 'GroupVersionKind' | 'GroupVersionResource' | 'LabelSelector' | 'LabelSelectorRequirement' | 'List' | 'ListMeta' | 'ListOptions' | 'ManagedFieldsEntry' | 'MicroTime' | 'ObjectMeta' | 'OwnerReference' | 'PartialObjectMetadata' | 'PartialObjectMetadataList' | 'Patch' | 'PatchOptions' | 'Preconditions' | 'RootPaths' | 'ServerAddressByClientCIDR' | 'ShardInfo' | 'Status' | 'StatusCause' | 'StatusDetails' | 'TableOptions' | 'Time' | 'Timestamp' | 'TypeMeta' | 'UpdateOptions' | 'Verbs' | 'WatchEvent', MessageCodec>>;
let made: Codecs | undefined;
export function metaV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rduration$, write: wduration$ } = durationCodec;
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { read: rmicroTime$, write: wmicroTime$ } = microTimeCodec;
  const { read: rstrings$, write: wstrings$ } = stringsCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
function rAPIGroup(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: (a2 ??= o.versions = []).push(rGroupVersionForDiscovery(r, r.open(t))); break;
      case 3: o.preferredVersion = rGroupVersionForDiscovery(r, r.open(t)); break;
      case 4: (a4 ??= o.serverAddressByClientCIDRs = []).push(rServerAddressByClientCIDR(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIGroup(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.serverAddressByClientCIDRs) != null) w.messages(34, v, wServerAddressByClientCIDR);
  w.message(26, o.preferredVersion, wGroupVersionForDiscovery);
  if ((v = o.versions) != null) w.messages(18, v, wGroupVersionForDiscovery);
  w.string(10, o.name);
}
function rAPIGroupList(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.groups = []).push(rAPIGroup(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIGroupList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.groups) != null) w.messages(10, v, wAPIGroup);
}
function rAPIResource(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined, a7: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.namespaced = r.bool(t); break;
      case 3: o.kind = r.string(t); break;
      case 4: o.verbs = rstrings$(r, r.open(t)); break;
      case 5: (a5 ??= o.shortNames = []).push(r.string(t)); break;
      case 6: o.singularName = r.string(t); break;
      case 7: (a7 ??= o.categories = []).push(r.string(t)); break;
      case 8: if ((v = r.string(t))) o.group = v; break;
      case 9: if ((v = r.string(t))) o.version = v; break;
      case 10: if ((v = r.string(t))) o.storageVersionHash = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIResource(w: W, o: Fields): void {
  let v: unknown;
  w.string(82, o.storageVersionHash);
  w.string(74, o.version);
  w.string(66, o.group);
  if ((v = o.categories) != null) w.strings(58, v);
  w.string(50, o.singularName);
  if ((v = o.shortNames) != null) w.strings(42, v);
  if ((v = o.verbs) != null) w.message(34, v, wstrings$);
  w.string(26, o.kind);
  w.bool(16, o.namespaced);
  w.string(10, o.name);
}
function rAPIResourceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.groupVersion = r.string(t); break;
      case 2: (a2 ??= o.resources = []).push(rAPIResource(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIResourceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resources) != null) w.messages(18, v, wAPIResource);
  w.string(10, o.groupVersion);
}
function rAPIVersions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.versions = []).push(r.string(t)); break;
      case 2: (a2 ??= o.serverAddressByClientCIDRs = []).push(rServerAddressByClientCIDR(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIVersions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.serverAddressByClientCIDRs) != null) w.messages(18, v, wServerAddressByClientCIDR);
  if ((v = o.versions) != null) w.strings(10, v);
}
function rApplyOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.dryRun = []).push(r.string(t)); break;
      case 2: o.force = r.bool(t); break;
      case 3: o.fieldManager = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wApplyOptions(w: W, o: Fields): void {
  let v: unknown;
  w.string(26, o.fieldManager);
  w.bool(16, o.force);
  if ((v = o.dryRun) != null) w.strings(10, v);
}
function rCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 5: o.reason = r.string(t); break;
      case 6: o.message = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCondition(w: W, o: Fields): void {
  w.string(50, o.message);
  w.string(42, o.reason);
  w.message(34, o.lastTransitionTime, wtime$);
  w.int(24, o.observedGeneration);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rCreateOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.dryRun = []).push(r.string(t)); break;
      case 3: if ((v = r.string(t))) o.fieldManager = v; break;
      case 4: if ((v = r.string(t))) o.fieldValidation = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCreateOptions(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.fieldValidation);
  w.string(26, o.fieldManager);
  if ((v = o.dryRun) != null) w.strings(10, v);
}
function rDeleteOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.gracePeriodSeconds = r.int64(t); break;
      case 2: o.preconditions = rPreconditions(r, r.open(t)); break;
      case 3: o.orphanDependents = r.bool(t); break;
      case 4: o.propagationPolicy = r.string(t); break;
      case 5: (a5 ??= o.dryRun = []).push(r.string(t)); break;
      case 6: o.ignoreStoreReadErrorWithClusterBreakingPotential = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeleteOptions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ignoreStoreReadErrorWithClusterBreakingPotential) != null) w.bool(48, v);
  if ((v = o.dryRun) != null) w.strings(42, v);
  if ((v = o.propagationPolicy) != null) w.string(34, v);
  if ((v = o.orphanDependents) != null) w.bool(24, v);
  if ((v = o.preconditions) != null) w.message(18, v, wPreconditions);
  if ((v = o.gracePeriodSeconds) != null) w.int(8, v);
}
function rFieldSelectorRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: o.operator = r.string(t); break;
      case 3: (a3 ??= o.values = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wFieldSelectorRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.strings(26, v);
  w.string(18, o.operator);
  w.string(10, o.key);
}
function rGetOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.resourceVersion = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGetOptions(w: W, o: Fields): void {
  w.string(10, o.resourceVersion);
}
function rGroupKind(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.group = r.string(t); break;
      case 2: o.kind = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupKind(w: W, o: Fields): void {
  w.string(18, o.kind);
  w.string(10, o.group);
}
function rGroupResource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.group = r.string(t); break;
      case 2: o.resource = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupResource(w: W, o: Fields): void {
  w.string(18, o.resource);
  w.string(10, o.group);
}
function rGroupVersionForDiscovery(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.groupVersion = r.string(t); break;
      case 2: o.version = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupVersionForDiscovery(w: W, o: Fields): void {
  w.string(18, o.version);
  w.string(10, o.groupVersion);
}
function rGroupVersionKind(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.group = r.string(t); break;
      case 2: o.version = r.string(t); break;
      case 3: o.kind = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupVersionKind(w: W, o: Fields): void {
  w.string(26, o.kind);
  w.string(18, o.version);
  w.string(10, o.group);
}
function rGroupVersionResource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.group = r.string(t); break;
      case 2: o.version = r.string(t); break;
      case 3: o.resource = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupVersionResource(w: W, o: Fields): void {
  w.string(26, o.resource);
  w.string(18, o.version);
  w.string(10, o.group);
}
function rLabelSelector(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a1: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.stringEntry(t, (a1 ??= o.matchLabels = {})); break;
      case 2: (a2 ??= o.matchExpressions = []).push(rLabelSelectorRequirement(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLabelSelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.matchExpressions) != null) w.messages(18, v, wLabelSelectorRequirement);
  if ((v = o.matchLabels) != null) w.stringMap(10, v);
}
function rLabelSelectorRequirement(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: o.operator = r.string(t); break;
      case 3: (a3 ??= o.values = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLabelSelectorRequirement(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.values) != null) w.strings(26, v);
  w.string(18, o.operator);
  w.string(10, o.key);
}
function rList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rjson$(r, r.open(t)) ?? null); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wjson$);
  w.message(10, o.metadata, wListMeta);
}
function rListMeta(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.selfLink = v; break;
      case 2: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 3: if ((v = r.string(t))) o.continue = v; break;
      case 4: o.remainingItemCount = r.int64(t); break;
      case 5: o.shardInfo = rShardInfo(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wListMeta(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.shardInfo) != null) w.message(42, v, wShardInfo);
  if ((v = o.remainingItemCount) != null) w.int(32, v);
  w.string(26, o.continue);
  w.string(18, o.resourceVersion);
  w.string(10, o.selfLink);
}
function rListOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.labelSelector = v; break;
      case 2: if ((v = r.string(t))) o.fieldSelector = v; break;
      case 3: if ((v = r.bool(t))) o.watch = v; break;
      case 4: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 5: o.timeoutSeconds = r.int64(t); break;
      case 7: if ((v = r.int64(t))) o.limit = v; break;
      case 8: if ((v = r.string(t))) o.continue = v; break;
      case 9: if ((v = r.bool(t))) o.allowWatchBookmarks = v; break;
      case 10: if ((v = r.string(t))) o.resourceVersionMatch = v; break;
      case 11: o.sendInitialEvents = r.bool(t); break;
      case 15: if ((v = r.string(t))) o.shardSelector = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wListOptions(w: W, o: Fields): void {
  let v: unknown;
  w.string(122, o.shardSelector);
  if ((v = o.sendInitialEvents) != null) w.bool(88, v);
  w.string(82, o.resourceVersionMatch);
  w.bool(72, o.allowWatchBookmarks);
  w.string(66, o.continue);
  w.int(56, o.limit);
  if ((v = o.timeoutSeconds) != null) w.int(40, v);
  w.string(34, o.resourceVersion);
  w.bool(24, o.watch);
  w.string(18, o.fieldSelector);
  w.string(10, o.labelSelector);
}
function rManagedFieldsEntry(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.manager = v; break;
      case 2: if ((v = r.string(t))) o.operation = v; break;
      case 3: if ((v = r.string(t))) o.apiVersion = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.time = v; break;
      case 6: if ((v = r.string(t))) o.fieldsType = v; break;
      case 7: if ((v = rjson$(r, r.open(t))) !== undefined) o.fieldsV1 = v; break;
      case 8: if ((v = r.string(t))) o.subresource = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wManagedFieldsEntry(w: W, o: Fields): void {
  let v: unknown;
  w.string(66, o.subresource);
  if ((v = o.fieldsV1) != null) w.message(58, v, wjson$);
  w.string(50, o.fieldsType);
  if ((v = o.time) != null) w.message(34, v, wtime$);
  w.string(26, o.apiVersion);
  w.string(18, o.operation);
  w.string(10, o.manager);
}
function rObjectMeta(r: R, end: number): Fields {
  const o: Fields = {};
  let a13: unknown[] | undefined, a14: unknown[] | undefined, a17: unknown[] | undefined, a11: Fields | undefined, a12: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.string(t))) o.generateName = v; break;
      case 3: if ((v = r.string(t))) o.namespace = v; break;
      case 4: if ((v = r.string(t))) o.selfLink = v; break;
      case 5: if ((v = r.string(t))) o.uid = v; break;
      case 6: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 7: if ((v = r.int64(t))) o.generation = v; break;
      case 8: if ((v = rtime$(r, r.open(t))) !== undefined) o.creationTimestamp = v; break;
      case 9: if ((v = rtime$(r, r.open(t))) !== undefined) o.deletionTimestamp = v; break;
      case 10: o.deletionGracePeriodSeconds = r.int64(t); break;
      case 11: r.stringEntry(t, (a11 ??= o.labels = {})); break;
      case 12: r.stringEntry(t, (a12 ??= o.annotations = {})); break;
      case 13: (a13 ??= o.ownerReferences = []).push(rOwnerReference(r, r.open(t))); break;
      case 14: (a14 ??= o.finalizers = []).push(r.string(t)); break;
      case 17: (a17 ??= o.managedFields = []).push(rManagedFieldsEntry(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectMeta(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.managedFields) != null) w.messages(138, v, wManagedFieldsEntry);
  if ((v = o.finalizers) != null) w.strings(114, v);
  if ((v = o.ownerReferences) != null) w.messages(106, v, wOwnerReference);
  if ((v = o.annotations) != null) w.stringMap(98, v);
  if ((v = o.labels) != null) w.stringMap(90, v);
  if ((v = o.deletionGracePeriodSeconds) != null) w.int(80, v);
  if ((v = o.deletionTimestamp) != null) w.message(74, v, wtime$);
  w.message(66, o.creationTimestamp, wtime$);
  w.int(56, o.generation);
  w.string(50, o.resourceVersion);
  w.string(42, o.uid);
  w.string(34, o.selfLink);
  w.string(26, o.namespace);
  w.string(18, o.generateName);
  w.string(10, o.name);
}
function rOwnerReference(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.kind = r.string(t); break;
      case 3: o.name = r.string(t); break;
      case 4: o.uid = r.string(t); break;
      case 5: o.apiVersion = r.string(t); break;
      case 6: o.controller = r.bool(t); break;
      case 7: o.blockOwnerDeletion = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wOwnerReference(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.blockOwnerDeletion) != null) w.bool(56, v);
  if ((v = o.controller) != null) w.bool(48, v);
  w.string(42, o.apiVersion);
  w.string(34, o.uid);
  w.string(26, o.name);
  w.string(10, o.kind);
}
function rPartialObjectMetadata(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rObjectMeta(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPartialObjectMetadata(w: W, o: Fields): void {
  w.message(10, o.metadata, wObjectMeta);
}
function rPartialObjectMetadataList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPartialObjectMetadata(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPartialObjectMetadataList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPartialObjectMetadata);
  w.message(10, o.metadata, wListMeta);
}
function rPatch(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPatch(): void {}
function rPatchOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.dryRun = []).push(r.string(t)); break;
      case 2: o.force = r.bool(t); break;
      case 3: if ((v = r.string(t))) o.fieldManager = v; break;
      case 4: if ((v = r.string(t))) o.fieldValidation = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPatchOptions(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.fieldValidation);
  w.string(26, o.fieldManager);
  if ((v = o.force) != null) w.bool(16, v);
  if ((v = o.dryRun) != null) w.strings(10, v);
}
function rPreconditions(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      case 2: o.resourceVersion = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPreconditions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceVersion) != null) w.string(18, v);
  if ((v = o.uid) != null) w.string(10, v);
}
function rRootPaths(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.paths = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRootPaths(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.paths) != null) w.strings(10, v);
}
function rServerAddressByClientCIDR(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.clientCIDR = r.string(t); break;
      case 2: o.serverAddress = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServerAddressByClientCIDR(w: W, o: Fields): void {
  w.string(18, o.serverAddress);
  w.string(10, o.clientCIDR);
}
function rShardInfo(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.selector = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wShardInfo(w: W, o: Fields): void {
  w.string(10, o.selector);
}
function rStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rListMeta(r, r.open(t)); break;
      case 2: if ((v = r.string(t))) o.status = v; break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: o.details = rStatusDetails(r, r.open(t)); break;
      case 6: if ((v = r.int32(t))) o.code = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatus(w: W, o: Fields): void {
  let v: unknown;
  w.int(48, o.code);
  if ((v = o.details) != null) w.message(42, v, wStatusDetails);
  w.string(34, o.reason);
  w.string(26, o.message);
  w.string(18, o.status);
  w.message(10, o.metadata, wListMeta);
}
function rStatusCause(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.reason = v; break;
      case 2: if ((v = r.string(t))) o.message = v; break;
      case 3: if ((v = r.string(t))) o.field = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatusCause(w: W, o: Fields): void {
  w.string(26, o.field);
  w.string(18, o.message);
  w.string(10, o.reason);
}
function rStatusDetails(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.name = v; break;
      case 2: if ((v = r.string(t))) o.group = v; break;
      case 3: if ((v = r.string(t))) o.kind = v; break;
      case 4: (a4 ??= o.causes = []).push(rStatusCause(r, r.open(t))); break;
      case 5: if ((v = r.int32(t))) o.retryAfterSeconds = v; break;
      case 6: if ((v = r.string(t))) o.uid = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatusDetails(w: W, o: Fields): void {
  let v: unknown;
  w.string(50, o.uid);
  w.int(40, o.retryAfterSeconds);
  if ((v = o.causes) != null) w.messages(34, v, wStatusCause);
  w.string(26, o.kind);
  w.string(18, o.group);
  w.string(10, o.name);
}
function rTableOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.includeObject = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTableOptions(w: W, o: Fields): void {
  w.string(10, o.includeObject);
}
function rTimestamp(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.seconds = r.int64(t); break;
      case 2: o.nanos = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTimestamp(w: W, o: Fields): void {
  w.int(16, o.nanos);
  w.int(8, o.seconds);
}
function rTypeMeta(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.kind = v; break;
      case 2: if ((v = r.string(t))) o.apiVersion = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTypeMeta(w: W, o: Fields): void {
  w.string(18, o.apiVersion);
  w.string(10, o.kind);
}
function rUpdateOptions(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.dryRun = []).push(r.string(t)); break;
      case 2: if ((v = r.string(t))) o.fieldManager = v; break;
      case 3: if ((v = r.string(t))) o.fieldValidation = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wUpdateOptions(w: W, o: Fields): void {
  let v: unknown;
  w.string(26, o.fieldValidation);
  w.string(18, o.fieldManager);
  if ((v = o.dryRun) != null) w.strings(10, v);
}
function rWatchEvent(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: if ((v = rjson$(r, r.open(t))) !== undefined) o.object = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWatchEvent(w: W, o: Fields): void {
  w.message(18, o.object, wjson$);
  w.string(10, o.type);
}
  return { APIGroup: { read: rAPIGroup, write: wAPIGroup }, APIGroupList: { read: rAPIGroupList, write: wAPIGroupList }, APIResource: { read: rAPIResource, write: wAPIResource }, APIResourceList: { read: rAPIResourceList, write: wAPIResourceList }, APIVersions: { read: rAPIVersions, write: wAPIVersions }, ApplyOptions: { read: rApplyOptions, write: wApplyOptions }, Condition: { read: rCondition, write: wCondition }, CreateOptions: { read: rCreateOptions, write: wCreateOptions }, DeleteOptions: { read: rDeleteOptions, write: wDeleteOptions }, Duration: { read: rduration$, write: wduration$ }, FieldSelectorRequirement: { read: rFieldSelectorRequirement, write: wFieldSelectorRequirement }, FieldsV1: { read: rjson$, write: wjson$ }, GetOptions: { read: rGetOptions, write: wGetOptions }, GroupKind: { read: rGroupKind, write: wGroupKind }, GroupResource: { read: rGroupResource, write: wGroupResource }, GroupVersionForDiscovery: { read: rGroupVersionForDiscovery, write: wGroupVersionForDiscovery }, GroupVersionKind: { read: rGroupVersionKind, write: wGroupVersionKind }, GroupVersionResource: { read: rGroupVersionResource, write: wGroupVersionResource }, LabelSelector: { read: rLabelSelector, write: wLabelSelector }, LabelSelectorRequirement: { read: rLabelSelectorRequirement, write: wLabelSelectorRequirement }, List: { read: rList, write: wList }, ListMeta: { read: rListMeta, write: wListMeta }, ListOptions: { read: rListOptions, write: wListOptions }, ManagedFieldsEntry: { read: rManagedFieldsEntry, write: wManagedFieldsEntry }, MicroTime: { read: rmicroTime$, write: wmicroTime$ }, ObjectMeta: { read: rObjectMeta, write: wObjectMeta }, OwnerReference: { read: rOwnerReference, write: wOwnerReference }, PartialObjectMetadata: { read: rPartialObjectMetadata, write: wPartialObjectMetadata }, PartialObjectMetadataList: { read: rPartialObjectMetadataList, write: wPartialObjectMetadataList }, Patch: { read: rPatch, write: wPatch }, PatchOptions: { read: rPatchOptions, write: wPatchOptions }, Preconditions: { read: rPreconditions, write: wPreconditions }, RootPaths: { read: rRootPaths, write: wRootPaths }, ServerAddressByClientCIDR: { read: rServerAddressByClientCIDR, write: wServerAddressByClientCIDR }, ShardInfo: { read: rShardInfo, write: wShardInfo }, Status: { read: rStatus, write: wStatus }, StatusCause: { read: rStatusCause, write: wStatusCause }, StatusDetails: { read: rStatusDetails, write: wStatusDetails }, TableOptions: { read: rTableOptions, write: wTableOptions }, Time: { read: rtime$, write: wtime$ }, Timestamp: { read: rTimestamp, write: wTimestamp }, TypeMeta: { read: rTypeMeta, write: wTypeMeta }, UpdateOptions: { read: rUpdateOptions, write: wUpdateOptions }, Verbs: { read: rstrings$, write: wstrings$ }, WatchEvent: { read: rWatchEvent, write: wWatchEvent } };
}
