// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/policy/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, intOrStringCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'Eviction' | 'PodDisruptionBudget' | 'PodDisruptionBudgetList' | 'PodDisruptionBudgetSpec' | 'PodDisruptionBudgetStatus', MessageCodec>>;
let made: Codecs | undefined;
export function policyV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rintOrString$, write: wintOrString$ } = intOrStringCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, DeleteOptions: { read: rmetaV1$DeleteOptions, write: wmetaV1$DeleteOptions }, LabelSelector: { read: rmetaV1$LabelSelector, write: wmetaV1$LabelSelector }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rEviction(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.deleteOptions = rmetaV1$DeleteOptions(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEviction(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.deleteOptions) != null) w.message(18, v, wmetaV1$DeleteOptions);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodDisruptionBudget(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPodDisruptionBudgetSpec(r, r.open(t)); break;
      case 3: o.status = rPodDisruptionBudgetStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDisruptionBudget(w: W, o: Fields): void {
  w.message(26, o.status, wPodDisruptionBudgetStatus);
  w.message(18, o.spec, wPodDisruptionBudgetSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodDisruptionBudgetList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPodDisruptionBudget(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDisruptionBudgetList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPodDisruptionBudget);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPodDisruptionBudgetSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.minAvailable = rintOrString$(r, r.open(t)); break;
      case 2: o.selector = rmetaV1$LabelSelector(r, r.open(t)); break;
      case 3: o.maxUnavailable = rintOrString$(r, r.open(t)); break;
      case 4: o.unhealthyPodEvictionPolicy = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDisruptionBudgetSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.unhealthyPodEvictionPolicy) != null) w.string(34, v);
  if ((v = o.maxUnavailable) != null) w.message(26, v, wintOrString$);
  if ((v = o.selector) != null) w.message(18, v, wmetaV1$LabelSelector);
  if ((v = o.minAvailable) != null) w.message(10, v, wintOrString$);
}
function rPodDisruptionBudgetStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: unknown[] | undefined, a2: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.int64(t))) o.observedGeneration = v; break;
      case 2: r.entry(t, (a2 ??= o.disruptedPods = {}), rtime$); break;
      case 3: o.disruptionsAllowed = r.int32(t); break;
      case 4: o.currentHealthy = r.int32(t); break;
      case 5: o.desiredHealthy = r.int32(t); break;
      case 6: o.expectedPods = r.int32(t); break;
      case 7: (a7 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodDisruptionBudgetStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(58, v, wmetaV1$Condition);
  w.int(48, o.expectedPods);
  w.int(40, o.desiredHealthy);
  w.int(32, o.currentHealthy);
  w.int(24, o.disruptionsAllowed);
  if ((v = o.disruptedPods) != null) w.map(18, v, wtime$);
  w.int(8, o.observedGeneration);
}
  return { Eviction: { read: rEviction, write: wEviction }, PodDisruptionBudget: { read: rPodDisruptionBudget, write: wPodDisruptionBudget }, PodDisruptionBudgetList: { read: rPodDisruptionBudgetList, write: wPodDisruptionBudgetList }, PodDisruptionBudgetSpec: { read: rPodDisruptionBudgetSpec, write: wPodDisruptionBudgetSpec }, PodDisruptionBudgetStatus: { read: rPodDisruptionBudgetStatus, write: wPodDisruptionBudgetStatus } };
}
