// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/autoscaling/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, quantityCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ContainerResourceMetricSource' | 'ContainerResourceMetricStatus' | 'CrossVersionObjectReference' | 'ExternalMetricSource' | 'ExternalMetricStatus' | 'HorizontalPodAutoscaler' | 'HorizontalPodAutoscalerCondition' | 'HorizontalPodAutoscalerList' | 'HorizontalPodAutoscalerSpec' | 'HorizontalPodAutoscalerStatus' | 'MetricSpec' | 'MetricStatus' | 'ObjectMetricSource' | 'ObjectMetricStatus' | 'PodsMetricSource' | 'PodsMetricStatus' | 'ResourceMetricSource' | 'ResourceMetricStatus' | 'Scale' | 'ScaleSpec' | 'ScaleStatus', MessageCodec>>;
let made: Codecs | undefined;
export function autoscalingV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rContainerResourceMetricSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.targetAverageUtilization = r.int32(t); break;
      case 3: o.targetAverageValue = rquantity$(r, r.open(t)); break;
      case 5: o.container = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerResourceMetricSource(w: W, o: Fields): void {
  let v: unknown;
  w.string(42, o.container);
  if ((v = o.targetAverageValue) != null) w.message(26, v, wquantity$);
  if ((v = o.targetAverageUtilization) != null) w.int(16, v);
  w.string(10, o.name);
}
function rContainerResourceMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.currentAverageUtilization = r.int32(t); break;
      case 3: o.currentAverageValue = rquantity$(r, r.open(t)); break;
      case 4: o.container = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerResourceMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.container);
  w.message(26, o.currentAverageValue, wquantity$);
  if ((v = o.currentAverageUtilization) != null) w.int(16, v);
  w.string(10, o.name);
}
function rCrossVersionObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.kind = r.string(t); break;
      case 2: o.name = r.string(t); break;
      case 3: if ((v = r.string(t))) o.apiVersion = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCrossVersionObjectReference(w: W, o: Fields): void {
  w.string(26, o.apiVersion);
  w.string(18, o.name);
  w.string(10, o.kind);
}
function rExternalMetricSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metricName = r.string(t); break;
      case 2: o.metricSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.targetValue = rquantity$(r, r.open(t)); break;
      case 4: o.targetAverageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExternalMetricSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.targetAverageValue) != null) w.message(34, v, wquantity$);
  if ((v = o.targetValue) != null) w.message(26, v, wquantity$);
  if ((v = o.metricSelector) != null) w.message(18, v, wmetaV1$LabelSelector);
  w.string(10, o.metricName);
}
function rExternalMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metricName = r.string(t); break;
      case 2: o.metricSelector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.currentValue = rquantity$(r, r.open(t)); break;
      case 4: o.currentAverageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExternalMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.currentAverageValue) != null) w.message(34, v, wquantity$);
  w.message(26, o.currentValue, wquantity$);
  if ((v = o.metricSelector) != null) w.message(18, v, wmetaV1$LabelSelector);
  w.string(10, o.metricName);
}
function rHorizontalPodAutoscaler(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rHorizontalPodAutoscalerSpec(r, r.open(t)); break;
      case 3: o.status = rHorizontalPodAutoscalerStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHorizontalPodAutoscaler(w: W, o: Fields): void {
  w.message(26, o.status, wHorizontalPodAutoscalerStatus);
  w.message(18, o.spec, wHorizontalPodAutoscalerSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rHorizontalPodAutoscalerCondition(r: R, end: number): Fields {
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
      case 6: o.observedGeneration = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHorizontalPodAutoscalerCondition(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.observedGeneration) != null) w.int(48, v);
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rHorizontalPodAutoscalerList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rHorizontalPodAutoscaler(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHorizontalPodAutoscalerList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wHorizontalPodAutoscaler);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rHorizontalPodAutoscalerSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.scaleTargetRef = rCrossVersionObjectReference(r, r.open(t)); break;
      case 2: o.minReplicas = r.int32(t); break;
      case 3: o.maxReplicas = r.int32(t); break;
      case 4: o.targetCPUUtilizationPercentage = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHorizontalPodAutoscalerSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.targetCPUUtilizationPercentage) != null) w.int(32, v);
  w.int(24, o.maxReplicas);
  if ((v = o.minReplicas) != null) w.int(16, v);
  w.message(10, o.scaleTargetRef, wCrossVersionObjectReference);
}
function rHorizontalPodAutoscalerStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.observedGeneration = r.int64(t); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastScaleTime = v; break;
      case 3: o.currentReplicas = r.int32(t); break;
      case 4: o.desiredReplicas = r.int32(t); break;
      case 5: o.currentCPUUtilizationPercentage = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wHorizontalPodAutoscalerStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.currentCPUUtilizationPercentage) != null) w.int(40, v);
  w.int(32, o.desiredReplicas);
  w.int(24, o.currentReplicas);
  if ((v = o.lastScaleTime) != null) w.message(18, v, wtime$);
  if ((v = o.observedGeneration) != null) w.int(8, v);
}
function rMetricSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.object = rObjectMetricSource(r, r.open(t)); break;
      case 3: o.pods = rPodsMetricSource(r, r.open(t)); break;
      case 4: o.resource = rResourceMetricSource(r, r.open(t)); break;
      case 5: o.external = rExternalMetricSource(r, r.open(t)); break;
      case 7: o.containerResource = rContainerResourceMetricSource(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMetricSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.containerResource) != null) w.message(58, v, wContainerResourceMetricSource);
  if ((v = o.external) != null) w.message(42, v, wExternalMetricSource);
  if ((v = o.resource) != null) w.message(34, v, wResourceMetricSource);
  if ((v = o.pods) != null) w.message(26, v, wPodsMetricSource);
  if ((v = o.object) != null) w.message(18, v, wObjectMetricSource);
  w.string(10, o.type);
}
function rMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: o.object = rObjectMetricStatus(r, r.open(t)); break;
      case 3: o.pods = rPodsMetricStatus(r, r.open(t)); break;
      case 4: o.resource = rResourceMetricStatus(r, r.open(t)); break;
      case 5: o.external = rExternalMetricStatus(r, r.open(t)); break;
      case 7: o.containerResource = rContainerResourceMetricStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.containerResource) != null) w.message(58, v, wContainerResourceMetricStatus);
  if ((v = o.external) != null) w.message(42, v, wExternalMetricStatus);
  if ((v = o.resource) != null) w.message(34, v, wResourceMetricStatus);
  if ((v = o.pods) != null) w.message(26, v, wPodsMetricStatus);
  if ((v = o.object) != null) w.message(18, v, wObjectMetricStatus);
  w.string(10, o.type);
}
function rObjectMetricSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.target = rCrossVersionObjectReference(r, r.open(t)); break;
      case 2: o.metricName = r.string(t); break;
      case 3: o.targetValue = rquantity$(r, r.open(t)); break;
      case 4: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: o.averageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectMetricSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.averageValue) != null) w.message(42, v, wquantity$);
  if ((v = o.selector) != null) w.message(34, v, wmetaV1$LabelSelector);
  w.message(26, o.targetValue, wquantity$);
  w.string(18, o.metricName);
  w.message(10, o.target, wCrossVersionObjectReference);
}
function rObjectMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.target = rCrossVersionObjectReference(r, r.open(t)); break;
      case 2: o.metricName = r.string(t); break;
      case 3: o.currentValue = rquantity$(r, r.open(t)); break;
      case 4: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 5: o.averageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.averageValue) != null) w.message(42, v, wquantity$);
  if ((v = o.selector) != null) w.message(34, v, wmetaV1$LabelSelector);
  w.message(26, o.currentValue, wquantity$);
  w.string(18, o.metricName);
  w.message(10, o.target, wCrossVersionObjectReference);
}
function rPodsMetricSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metricName = r.string(t); break;
      case 2: o.targetAverageValue = rquantity$(r, r.open(t)); break;
      case 3: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodsMetricSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.selector) != null) w.message(26, v, wmetaV1$LabelSelector);
  w.message(18, o.targetAverageValue, wquantity$);
  w.string(10, o.metricName);
}
function rPodsMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metricName = r.string(t); break;
      case 2: o.currentAverageValue = rquantity$(r, r.open(t)); break;
      case 3: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodsMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.selector) != null) w.message(26, v, wmetaV1$LabelSelector);
  w.message(18, o.currentAverageValue, wquantity$);
  w.string(10, o.metricName);
}
function rResourceMetricSource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.targetAverageUtilization = r.int32(t); break;
      case 3: o.targetAverageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceMetricSource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.targetAverageValue) != null) w.message(26, v, wquantity$);
  if ((v = o.targetAverageUtilization) != null) w.int(16, v);
  w.string(10, o.name);
}
function rResourceMetricStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.currentAverageUtilization = r.int32(t); break;
      case 3: o.currentAverageValue = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceMetricStatus(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o.currentAverageValue, wquantity$);
  if ((v = o.currentAverageUtilization) != null) w.int(16, v);
  w.string(10, o.name);
}
function rScale(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rScaleSpec(r, r.open(t)); break;
      case 3: o.status = rScaleStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScale(w: W, o: Fields): void {
  w.message(26, o.status, wScaleStatus);
  w.message(18, o.spec, wScaleSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rScaleSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int32(t))) o.replicas = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScaleSpec(w: W, o: Fields): void {
  w.int(8, o.replicas);
}
function rScaleStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.replicas = r.int32(t); break;
      case 2: if ((v = r.string(t))) o.selector = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScaleStatus(w: W, o: Fields): void {
  w.string(18, o.selector);
  w.int(8, o.replicas);
}
  return { ContainerResourceMetricSource: { read: rContainerResourceMetricSource, write: wContainerResourceMetricSource }, ContainerResourceMetricStatus: { read: rContainerResourceMetricStatus, write: wContainerResourceMetricStatus }, CrossVersionObjectReference: { read: rCrossVersionObjectReference, write: wCrossVersionObjectReference }, ExternalMetricSource: { read: rExternalMetricSource, write: wExternalMetricSource }, ExternalMetricStatus: { read: rExternalMetricStatus, write: wExternalMetricStatus }, HorizontalPodAutoscaler: { read: rHorizontalPodAutoscaler, write: wHorizontalPodAutoscaler }, HorizontalPodAutoscalerCondition: { read: rHorizontalPodAutoscalerCondition, write: wHorizontalPodAutoscalerCondition }, HorizontalPodAutoscalerList: { read: rHorizontalPodAutoscalerList, write: wHorizontalPodAutoscalerList }, HorizontalPodAutoscalerSpec: { read: rHorizontalPodAutoscalerSpec, write: wHorizontalPodAutoscalerSpec }, HorizontalPodAutoscalerStatus: { read: rHorizontalPodAutoscalerStatus, write: wHorizontalPodAutoscalerStatus }, MetricSpec: { read: rMetricSpec, write: wMetricSpec }, MetricStatus: { read: rMetricStatus, write: wMetricStatus }, ObjectMetricSource: { read: rObjectMetricSource, write: wObjectMetricSource }, ObjectMetricStatus: { read: rObjectMetricStatus, write: wObjectMetricStatus }, PodsMetricSource: { read: rPodsMetricSource, write: wPodsMetricSource }, PodsMetricStatus: { read: rPodsMetricStatus, write: wPodsMetricStatus }, ResourceMetricSource: { read: rResourceMetricSource, write: wResourceMetricSource }, ResourceMetricStatus: { read: rResourceMetricStatus, write: wResourceMetricStatus }, Scale: { read: rScale, write: wScale }, ScaleSpec: { read: rScaleSpec, write: wScaleSpec }, ScaleStatus: { read: rScaleStatus, write: wScaleStatus } };
}
