// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/apps/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, intOrStringCodec, jsonCodec, timeCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ControllerRevision' | 'ControllerRevisionList' | 'DaemonSet' | 'DaemonSetCondition' | 'DaemonSetList' | 'DaemonSetSpec' | 'DaemonSetStatus' | 'DaemonSetUpdateStrategy' | 'Deployment' | 'DeploymentCondition' | 'DeploymentList' | 'DeploymentSpec' | 'DeploymentStatus' | 'DeploymentStrategy' | 'ReplicaSet' | 'ReplicaSetCondition' | 'ReplicaSetList' | 'ReplicaSetSpec' | 'ReplicaSetStatus' | 'RollingUpdateDaemonSet' | 'RollingUpdateDeployment' | 'RollingUpdateStatefulSetStrategy' | 'StatefulSet' | 'StatefulSetCondition' | 'StatefulSetList' | 'StatefulSetOrdinals' | 'StatefulSetPersistentVolumeClaimRetentionPolicy' | 'StatefulSetSpec' | 'StatefulSetStatus' | 'StatefulSetUpdateStrategy', MessageCodec>>;
let made: Codecs | undefined;
export function appsV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rintOrString$, write: wintOrString$ } = intOrStringCodec;
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { PersistentVolumeClaim: { read: rcoreV1$PersistentVolumeClaim, write: wcoreV1$PersistentVolumeClaim }, PodTemplateSpec: { read: rcoreV1$PodTemplateSpec, write: wcoreV1$PodTemplateSpec } } = coreV1();
  const { LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rControllerRevision(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: if ((v = rjson$(r, r.open(t))) !== undefined) o.data = v; break;
      case 3: o.revision = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wControllerRevision(w: W, o: Fields): void {
  w.int(24, o.revision);
  w.message(18, o.data, wjson$);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rControllerRevisionList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rControllerRevision(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wControllerRevisionList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wControllerRevision);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rDaemonSet(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rDaemonSetSpec(r, r.open(t)); break;
      case 3: o.status = rDaemonSetStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSet(w: W, o: Fields): void {
  w.message(26, o.status, wDaemonSetStatus);
  w.message(18, o.spec, wDaemonSetSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rDaemonSetCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSetCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rDaemonSetList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rDaemonSet(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSetList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wDaemonSet);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rDaemonSetSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 2: o.template = rcoreV1$PodTemplateSpec(r, r.open(t)); break;
      case 3: o.updateStrategy = rDaemonSetUpdateStrategy(r, r.open(t)); break;
      case 4: if ((v = r.int32(t))) o.minReadySeconds = v; break;
      case 6: o.revisionHistoryLimit = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSetSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.revisionHistoryLimit) != null) w.int(48, v);
  w.int(32, o.minReadySeconds);
  w.message(26, o.updateStrategy, wDaemonSetUpdateStrategy);
  w.message(18, o.template, wcoreV1$PodTemplateSpec);
  if ((v = o.selector) != null) w.message(10, v, wmetaV1$LabelSelector);
}
function rDaemonSetStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a10: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.currentNumberScheduled = r.int32(t); break;
      case 2: o.numberMisscheduled = r.int32(t); break;
      case 3: o.desiredNumberScheduled = r.int32(t); break;
      case 4: o.numberReady = r.int32(t); break;
      case 5: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 6: if ((v = r.int32(t))) o.updatedNumberScheduled = v; break;
      case 7: if ((v = r.int32(t))) o.numberAvailable = v; break;
      case 8: if ((v = r.int32(t))) o.numberUnavailable = v; break;
      case 9: o.collisionCount = r.int32(t); break;
      case 10: (a10 ??= o.conditions = []).push(rDaemonSetCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSetStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(82, v, wDaemonSetCondition);
  if ((v = o.collisionCount) != null) w.int(72, v);
  w.int(64, o.numberUnavailable);
  w.int(56, o.numberAvailable);
  w.int(48, o.updatedNumberScheduled);
  w.int(40, o.observedGeneration);
  w.int(32, o.numberReady);
  w.int(24, o.desiredNumberScheduled);
  w.int(16, o.numberMisscheduled);
  w.int(8, o.currentNumberScheduled);
}
function rDaemonSetUpdateStrategy(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.type = v; break;
      case 2: o.rollingUpdate = rRollingUpdateDaemonSet(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDaemonSetUpdateStrategy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rollingUpdate) != null) w.message(18, v, wRollingUpdateDaemonSet);
  w.string(10, o.type);
}
function rDeployment(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rDeploymentSpec(r, r.open(t)); break;
      case 3: o.status = rDeploymentStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeployment(w: W, o: Fields): void {
  w.message(26, o.status, wDeploymentStatus);
  w.message(18, o.spec, wDeploymentSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rDeploymentCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      case 6: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastUpdateTime = v; break;
      case 7: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeploymentCondition(w: W, o: Fields): void {
  w.message(58, o.lastTransitionTime, wtime$);
  w.message(50, o.lastUpdateTime, wtime$);
  w.string(42, o.message);
  w.string(34, o.reason);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rDeploymentList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rDeployment(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeploymentList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wDeployment);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rDeploymentSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.template = rcoreV1$PodTemplateSpec(r, r.open(t)); break;
      case 4: o.strategy = rDeploymentStrategy(r, r.open(t)); break;
      case 5: if ((v = r.int32(t))) o.minReadySeconds = v; break;
      case 6: o.revisionHistoryLimit = r.int32(t); break;
      case 7: if ((v = r.bool(t))) o.paused = v; break;
      case 9: o.progressDeadlineSeconds = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeploymentSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.progressDeadlineSeconds) != null) w.int(72, v);
  w.bool(56, o.paused);
  if ((v = o.revisionHistoryLimit) != null) w.int(48, v);
  w.int(40, o.minReadySeconds);
  w.message(34, o.strategy, wDeploymentStrategy);
  w.message(26, o.template, wcoreV1$PodTemplateSpec);
  if ((v = o.selector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.replicas) != null) w.int(8, v);
}
function rDeploymentStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 2: if ((v = r.int32(t))) o.replicas = v; break;
      case 3: if ((v = r.int32(t))) o.updatedReplicas = v; break;
      case 4: if ((v = r.int32(t))) o.availableReplicas = v; break;
      case 5: if ((v = r.int32(t))) o.unavailableReplicas = v; break;
      case 6: (a6 ??= o.conditions = []).push(rDeploymentCondition(r, r.open(t))); break;
      case 7: if ((v = r.int32(t))) o.readyReplicas = v; break;
      case 8: o.collisionCount = r.int32(t); break;
      case 9: o.terminatingReplicas = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeploymentStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminatingReplicas) != null) w.int(72, v);
  if ((v = o.collisionCount) != null) w.int(64, v);
  w.int(56, o.readyReplicas);
  if ((v = o.conditions) != null) w.messages(50, v, wDeploymentCondition);
  w.int(40, o.unavailableReplicas);
  w.int(32, o.availableReplicas);
  w.int(24, o.updatedReplicas);
  w.int(16, o.replicas);
  w.int(8, o.observedGeneration);
}
function rDeploymentStrategy(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.type = v; break;
      case 2: o.rollingUpdate = rRollingUpdateDeployment(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeploymentStrategy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rollingUpdate) != null) w.message(18, v, wRollingUpdateDeployment);
  w.string(10, o.type);
}
function rReplicaSet(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rReplicaSetSpec(r, r.open(t)); break;
      case 3: o.status = rReplicaSetStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicaSet(w: W, o: Fields): void {
  w.message(26, o.status, wReplicaSetStatus);
  w.message(18, o.spec, wReplicaSetSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rReplicaSetCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicaSetCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rReplicaSetList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rReplicaSet(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicaSetList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wReplicaSet);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rReplicaSetSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.template = rcoreV1$PodTemplateSpec(r, r.open(t)); break;
      case 4: if ((v = r.int32(t))) o.minReadySeconds = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicaSetSpec(w: W, o: Fields): void {
  let v: unknown;
  w.int(32, o.minReadySeconds);
  w.message(26, o.template, wcoreV1$PodTemplateSpec);
  if ((v = o.selector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.replicas) != null) w.int(8, v);
}
function rReplicaSetStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: if ((v = r.int32(t))) o.fullyLabeledReplicas = v; break;
      case 3: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 4: if ((v = r.int32(t))) o.readyReplicas = v; break;
      case 5: if ((v = r.int32(t))) o.availableReplicas = v; break;
      case 6: (a6 ??= o.conditions = []).push(rReplicaSetCondition(r, r.open(t))); break;
      case 7: o.terminatingReplicas = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wReplicaSetStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminatingReplicas) != null) w.int(56, v);
  if ((v = o.conditions) != null) w.messages(50, v, wReplicaSetCondition);
  w.int(40, o.availableReplicas);
  w.int(32, o.readyReplicas);
  w.int(24, o.observedGeneration);
  w.int(16, o.fullyLabeledReplicas);
  w.int(8, o.replicas);
}
function rRollingUpdateDaemonSet(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.maxUnavailable = rintOrString$(r, r.open(t)); break;
      case 2: o.maxSurge = rintOrString$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRollingUpdateDaemonSet(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.maxSurge) != null) w.message(18, v, wintOrString$);
  if ((v = o.maxUnavailable) != null) w.message(10, v, wintOrString$);
}
function rRollingUpdateDeployment(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.maxUnavailable = rintOrString$(r, r.open(t)); break;
      case 2: o.maxSurge = rintOrString$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRollingUpdateDeployment(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.maxSurge) != null) w.message(18, v, wintOrString$);
  if ((v = o.maxUnavailable) != null) w.message(10, v, wintOrString$);
}
function rRollingUpdateStatefulSetStrategy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.partition = r.int32(t); break;
      case 2: o.maxUnavailable = rintOrString$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRollingUpdateStatefulSetStrategy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.maxUnavailable) != null) w.message(18, v, wintOrString$);
  if ((v = o.partition) != null) w.int(8, v);
}
function rStatefulSet(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rStatefulSetSpec(r, r.open(t)); break;
      case 3: o.status = rStatefulSetStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSet(w: W, o: Fields): void {
  w.message(26, o.status, wStatefulSetStatus);
  w.message(18, o.spec, wStatefulSetSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rStatefulSetCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.status = r.string(t); break;
      case 3: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 4: if ((v = r.string(t))) o.reason = v; break;
      case 5: if ((v = r.string(t))) o.message = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rStatefulSetList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rStatefulSet(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wStatefulSet);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rStatefulSetOrdinals(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.start = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetOrdinals(w: W, o: Fields): void {
  w.int(8, o.start);
}
function rStatefulSetPersistentVolumeClaimRetentionPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.whenDeleted = v; break;
      case 2: if ((v = r.string(t))) o.whenScaled = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetPersistentVolumeClaimRetentionPolicy(w: W, o: Fields): void {
  w.string(18, o.whenScaled);
  w.string(10, o.whenDeleted);
}
function rStatefulSetSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.template = rcoreV1$PodTemplateSpec(r, r.open(t)); break;
      case 4: (a4 ??= o.volumeClaimTemplates = []).push(rcoreV1$PersistentVolumeClaim(r, r.open(t))); break;
      case 5: o.serviceName = r.string(t); break;
      case 6: if ((v = r.string(t))) o.podManagementPolicy = v; break;
      case 7: o.updateStrategy = rStatefulSetUpdateStrategy(r, r.open(t)); break;
      case 8: o.revisionHistoryLimit = r.int32(t); break;
      case 9: if ((v = r.int32(t))) o.minReadySeconds = v; break;
      case 10: o.persistentVolumeClaimRetentionPolicy = rStatefulSetPersistentVolumeClaimRetentionPolicy(r, r.open(t)); break;
      case 11: o.ordinals = rStatefulSetOrdinals(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.ordinals) != null) w.message(90, v, wStatefulSetOrdinals);
  if ((v = o.persistentVolumeClaimRetentionPolicy) != null) w.message(82, v, wStatefulSetPersistentVolumeClaimRetentionPolicy);
  w.int(72, o.minReadySeconds);
  if ((v = o.revisionHistoryLimit) != null) w.int(64, v);
  w.message(58, o.updateStrategy, wStatefulSetUpdateStrategy);
  w.string(50, o.podManagementPolicy);
  w.string(42, o.serviceName);
  if ((v = o.volumeClaimTemplates) != null) w.messages(34, v, wcoreV1$PersistentVolumeClaim);
  w.message(26, o.template, wcoreV1$PodTemplateSpec);
  if ((v = o.selector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.replicas) != null) w.int(8, v);
}
function rStatefulSetStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a10: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 2: o.replicas = r.int32(t); break;
      case 3: if ((v = r.int32(t))) o.readyReplicas = v; break;
      case 4: if ((v = r.int32(t))) o.currentReplicas = v; break;
      case 5: if ((v = r.int32(t))) o.updatedReplicas = v; break;
      case 6: if ((v = r.string(t))) o.currentRevision = v; break;
      case 7: if ((v = r.string(t))) o.updateRevision = v; break;
      case 9: o.collisionCount = r.int32(t); break;
      case 10: (a10 ??= o.conditions = []).push(rStatefulSetCondition(r, r.open(t))); break;
      case 11: o.availableReplicas = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetStatus(w: W, o: Fields): void {
  let v: unknown;
  w.int(88, o.availableReplicas);
  if ((v = o.conditions) != null) w.messages(82, v, wStatefulSetCondition);
  if ((v = o.collisionCount) != null) w.int(72, v);
  w.string(58, o.updateRevision);
  w.string(50, o.currentRevision);
  w.int(40, o.updatedReplicas);
  w.int(32, o.currentReplicas);
  w.int(24, o.readyReplicas);
  w.int(16, o.replicas);
  w.int(8, o.observedGeneration);
}
function rStatefulSetUpdateStrategy(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.type = v; break;
      case 2: o.rollingUpdate = rRollingUpdateStatefulSetStrategy(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wStatefulSetUpdateStrategy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.rollingUpdate) != null) w.message(18, v, wRollingUpdateStatefulSetStrategy);
  w.string(10, o.type);
}
  return { ControllerRevision: { read: rControllerRevision, write: wControllerRevision }, ControllerRevisionList: { read: rControllerRevisionList, write: wControllerRevisionList }, DaemonSet: { read: rDaemonSet, write: wDaemonSet }, DaemonSetCondition: { read: rDaemonSetCondition, write: wDaemonSetCondition }, DaemonSetList: { read: rDaemonSetList, write: wDaemonSetList }, DaemonSetSpec: { read: rDaemonSetSpec, write: wDaemonSetSpec }, DaemonSetStatus: { read: rDaemonSetStatus, write: wDaemonSetStatus }, DaemonSetUpdateStrategy: { read: rDaemonSetUpdateStrategy, write: wDaemonSetUpdateStrategy }, Deployment: { read: rDeployment, write: wDeployment }, DeploymentCondition: { read: rDeploymentCondition, write: wDeploymentCondition }, DeploymentList: { read: rDeploymentList, write: wDeploymentList }, DeploymentSpec: { read: rDeploymentSpec, write: wDeploymentSpec }, DeploymentStatus: { read: rDeploymentStatus, write: wDeploymentStatus }, DeploymentStrategy: { read: rDeploymentStrategy, write: wDeploymentStrategy }, ReplicaSet: { read: rReplicaSet, write: wReplicaSet }, ReplicaSetCondition: { read: rReplicaSetCondition, write: wReplicaSetCondition }, ReplicaSetList: { read: rReplicaSetList, write: wReplicaSetList }, ReplicaSetSpec: { read: rReplicaSetSpec, write: wReplicaSetSpec }, ReplicaSetStatus: { read: rReplicaSetStatus, write: wReplicaSetStatus }, RollingUpdateDaemonSet: { read: rRollingUpdateDaemonSet, write: wRollingUpdateDaemonSet }, RollingUpdateDeployment: { read: rRollingUpdateDeployment, write: wRollingUpdateDeployment }, RollingUpdateStatefulSetStrategy: { read: rRollingUpdateStatefulSetStrategy, write: wRollingUpdateStatefulSetStrategy }, StatefulSet: { read: rStatefulSet, write: wStatefulSet }, StatefulSetCondition: { read: rStatefulSetCondition, write: wStatefulSetCondition }, StatefulSetList: { read: rStatefulSetList, write: wStatefulSetList }, StatefulSetOrdinals: { read: rStatefulSetOrdinals, write: wStatefulSetOrdinals }, StatefulSetPersistentVolumeClaimRetentionPolicy: { read: rStatefulSetPersistentVolumeClaimRetentionPolicy, write: wStatefulSetPersistentVolumeClaimRetentionPolicy }, StatefulSetSpec: { read: rStatefulSetSpec, write: wStatefulSetSpec }, StatefulSetStatus: { read: rStatefulSetStatus, write: wStatefulSetStatus }, StatefulSetUpdateStrategy: { read: rStatefulSetUpdateStrategy, write: wStatefulSetUpdateStrategy } };
}
