// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/scheduling/v1alpha3. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';

type Codecs = Readonly<Record<'TopologyConstraint' | 'WorkloadPodGroupAllDisruptionMode' | 'WorkloadPodGroupBasicSchedulingPolicy' | 'WorkloadPodGroupDisruptionMode' | 'WorkloadPodGroupGangSchedulingPolicy' | 'WorkloadPodGroupResourceClaim' | 'WorkloadPodGroupSchedulingConstraints' | 'WorkloadPodGroupSchedulingPolicy' | 'WorkloadPodGroupSingleDisruptionMode', MessageCodec>>;
let made: Codecs | undefined;
export function schedulingV1alpha3(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
function rTopologyConstraint(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTopologyConstraint(w: W, o: Fields): void {
  w.string(10, o.key);
}
function rWorkloadPodGroupAllDisruptionMode(r: R, end: number): Fields {
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
function wWorkloadPodGroupAllDisruptionMode(): void {}
function rWorkloadPodGroupBasicSchedulingPolicy(r: R, end: number): Fields {
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
function wWorkloadPodGroupBasicSchedulingPolicy(): void {}
function rWorkloadPodGroupDisruptionMode(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.single = rWorkloadPodGroupSingleDisruptionMode(r, r.open(t)); break;
      case 2: o.all = rWorkloadPodGroupAllDisruptionMode(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWorkloadPodGroupDisruptionMode(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.all) != null) w.message(18, v, wWorkloadPodGroupAllDisruptionMode);
  if ((v = o.single) != null) w.message(10, v, wWorkloadPodGroupSingleDisruptionMode);
}
function rWorkloadPodGroupGangSchedulingPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.minCount = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWorkloadPodGroupGangSchedulingPolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.minCount) != null) w.int(8, v);
}
function rWorkloadPodGroupResourceClaim(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.resourceClaimName = r.string(t); break;
      case 3: o.resourceClaimTemplateName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWorkloadPodGroupResourceClaim(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceClaimTemplateName) != null) w.string(26, v);
  if ((v = o.resourceClaimName) != null) w.string(18, v);
  w.string(10, o.name);
}
function rWorkloadPodGroupSchedulingConstraints(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.topology = []).push(rTopologyConstraint(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWorkloadPodGroupSchedulingConstraints(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.topology) != null) w.messages(10, v, wTopologyConstraint);
}
function rWorkloadPodGroupSchedulingPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.basic = rWorkloadPodGroupBasicSchedulingPolicy(r, r.open(t)); break;
      case 2: o.gang = rWorkloadPodGroupGangSchedulingPolicy(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wWorkloadPodGroupSchedulingPolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.gang) != null) w.message(18, v, wWorkloadPodGroupGangSchedulingPolicy);
  if ((v = o.basic) != null) w.message(10, v, wWorkloadPodGroupBasicSchedulingPolicy);
}
function rWorkloadPodGroupSingleDisruptionMode(r: R, end: number): Fields {
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
function wWorkloadPodGroupSingleDisruptionMode(): void {}
  return { TopologyConstraint: { read: rTopologyConstraint, write: wTopologyConstraint }, WorkloadPodGroupAllDisruptionMode: { read: rWorkloadPodGroupAllDisruptionMode, write: wWorkloadPodGroupAllDisruptionMode }, WorkloadPodGroupBasicSchedulingPolicy: { read: rWorkloadPodGroupBasicSchedulingPolicy, write: wWorkloadPodGroupBasicSchedulingPolicy }, WorkloadPodGroupDisruptionMode: { read: rWorkloadPodGroupDisruptionMode, write: wWorkloadPodGroupDisruptionMode }, WorkloadPodGroupGangSchedulingPolicy: { read: rWorkloadPodGroupGangSchedulingPolicy, write: wWorkloadPodGroupGangSchedulingPolicy }, WorkloadPodGroupResourceClaim: { read: rWorkloadPodGroupResourceClaim, write: wWorkloadPodGroupResourceClaim }, WorkloadPodGroupSchedulingConstraints: { read: rWorkloadPodGroupSchedulingConstraints, write: wWorkloadPodGroupSchedulingConstraints }, WorkloadPodGroupSchedulingPolicy: { read: rWorkloadPodGroupSchedulingPolicy, write: wWorkloadPodGroupSchedulingPolicy }, WorkloadPodGroupSingleDisruptionMode: { read: rWorkloadPodGroupSingleDisruptionMode, write: wWorkloadPodGroupSingleDisruptionMode } };
}
