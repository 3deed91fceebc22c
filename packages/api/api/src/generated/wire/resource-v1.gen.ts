// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/resource/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, jsonCodec, quantityCodec, timeCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AllocatedDeviceStatus' | 'AllocationResult' | 'CELDeviceSelector' | 'CapacityRequestPolicy' | 'CapacityRequestPolicyRange' | 'CapacityRequirements' | 'Counter' | 'CounterSet' | 'Device' | 'DeviceAllocationConfiguration' | 'DeviceAllocationResult' | 'DeviceAttribute' | 'DeviceCapacity' | 'DeviceClaim' | 'DeviceClaimConfiguration' | 'DeviceClass' | 'DeviceClassConfiguration' | 'DeviceClassList' | 'DeviceClassSpec' | 'DeviceConfiguration' | 'DeviceConstraint' | 'DeviceCounterConsumption' | 'DeviceDerivedAttribute' | 'DeviceRequest' | 'DeviceRequestAllocationResult' | 'DeviceSelector' | 'DeviceSubRequest' | 'DeviceTaint' | 'DeviceTaintRule' | 'DeviceTaintRuleList' | 'DeviceTaintRuleSpec' | 'DeviceTaintRuleStatus' | 'DeviceTaintSelector' | 'DeviceToleration' | 'ExactDeviceRequest' | 'NetworkDeviceData' | 'NodeAllocatableMapping' | 'NodeAllocatableOverhead' | 'NodeAllocatableResource' | 'OpaqueDeviceConfiguration' | 'ResourceClaim' | 'ResourceClaimConsumerReference' | 'ResourceClaimList' | 'ResourceClaimSpec' | 'ResourceClaimStatus' | 'ResourceClaimTemplate' | 'ResourceClaimTemplateList' | 'ResourceClaimTemplateSpec' | 'ResourcePool' | 'ResourceSlice' | 'ResourceSliceList' | 'ResourceSliceSpec', MessageCodec>>;
let made: Codecs | undefined;
export function resourceV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { NodeSelector: { read: rcoreV1$NodeSelector, write: wcoreV1$NodeSelector } } = coreV1();
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rAllocatedDeviceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: o.pool = r.string(t); break;
      case 3: o.device = r.string(t); break;
      case 4: (a4 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      case 5: if ((v = rjson$(r, r.open(t))) !== undefined) o.data = v; break;
      case 6: o.networkData = rNetworkDeviceData(r, r.open(t)); break;
      case 7: o.shareID = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAllocatedDeviceStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.shareID) != null) w.string(58, v);
  if ((v = o.networkData) != null) w.message(50, v, wNetworkDeviceData);
  if ((v = o.data) != null) w.message(42, v, wjson$);
  if ((v = o.conditions) != null) w.messages(34, v, wmetaV1$Condition);
  w.string(26, o.device);
  w.string(18, o.pool);
  w.string(10, o.driver);
}
function rAllocationResult(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.devices = rDeviceAllocationResult(r, r.open(t)); break;
      case 3: o.nodeSelector = rcoreV1$NodeSelector(r, r.open(t)); break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.allocationTimestamp = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAllocationResult(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.allocationTimestamp) != null) w.message(42, v, wtime$);
  if ((v = o.nodeSelector) != null) w.message(26, v, wcoreV1$NodeSelector);
  w.message(10, o.devices, wDeviceAllocationResult);
}
function rCELDeviceSelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.expression = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCELDeviceSelector(w: W, o: Fields): void {
  w.string(10, o.expression);
}
function rCapacityRequestPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.default = rquantity$(r, r.open(t)); break;
      case 3: (a3 ??= o.validValues = []).push(rquantity$(r, r.open(t))); break;
      case 4: o.validRange = rCapacityRequestPolicyRange(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCapacityRequestPolicy(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.validRange) != null) w.message(34, v, wCapacityRequestPolicyRange);
  if ((v = o.validValues) != null) w.messages(26, v, wquantity$);
  if ((v = o.default) != null) w.message(10, v, wquantity$);
}
function rCapacityRequestPolicyRange(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.min = rquantity$(r, r.open(t)); break;
      case 2: o.max = rquantity$(r, r.open(t)); break;
      case 3: o.step = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCapacityRequestPolicyRange(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.step) != null) w.message(26, v, wquantity$);
  if ((v = o.max) != null) w.message(18, v, wquantity$);
  if ((v = o.min) != null) w.message(10, v, wquantity$);
}
function rCapacityRequirements(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.requests = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCapacityRequirements(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.requests) != null) w.map(10, v, wquantity$);
}
function rCounter(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.value = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCounter(w: W, o: Fields): void {
  w.message(10, o.value, wquantity$);
}
function rCounterSet(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: r.entry(t, (a2 ??= o.counters = {}), rCounter); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCounterSet(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.counters) != null) w.map(18, v, wCounter);
  w.string(10, o.name);
}
function rDevice(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, a8: unknown[] | undefined, a10: unknown[] | undefined, a11: unknown[] | undefined, a2: Fields | undefined, a3: Fields | undefined, a14: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: r.entry(t, (a2 ??= o.attributes = {}), rDeviceAttribute); break;
      case 3: r.entry(t, (a3 ??= o.capacity = {}), rDeviceCapacity); break;
      case 4: (a4 ??= o.consumesCounters = []).push(rDeviceCounterConsumption(r, r.open(t))); break;
      case 5: o.nodeName = r.string(t); break;
      case 6: o.nodeSelector = rcoreV1$NodeSelector(r, r.open(t)); break;
      case 7: o.allNodes = r.bool(t); break;
      case 8: (a8 ??= o.taints = []).push(rDeviceTaint(r, r.open(t))); break;
      case 9: o.bindsToNode = r.bool(t); break;
      case 10: (a10 ??= o.bindingConditions = []).push(r.string(t)); break;
      case 11: (a11 ??= o.bindingFailureConditions = []).push(r.string(t)); break;
      case 12: o.allowMultipleAllocations = r.bool(t); break;
      case 14: r.entry(t, (a14 ??= o.nodeAllocatableResources = {}), rNodeAllocatableResource); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDevice(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.nodeAllocatableResources) != null) w.map(114, v, wNodeAllocatableResource);
  if ((v = o.allowMultipleAllocations) != null) w.bool(96, v);
  if ((v = o.bindingFailureConditions) != null) w.strings(90, v);
  if ((v = o.bindingConditions) != null) w.strings(82, v);
  if ((v = o.bindsToNode) != null) w.bool(72, v);
  if ((v = o.taints) != null) w.messages(66, v, wDeviceTaint);
  if ((v = o.allNodes) != null) w.bool(56, v);
  if ((v = o.nodeSelector) != null) w.message(50, v, wcoreV1$NodeSelector);
  if ((v = o.nodeName) != null) w.string(42, v);
  if ((v = o.consumesCounters) != null) w.messages(34, v, wDeviceCounterConsumption);
  if ((v = o.capacity) != null) w.map(26, v, wDeviceCapacity);
  if ((v = o.attributes) != null) w.map(18, v, wDeviceAttribute);
  w.string(10, o.name);
}
function rDeviceAllocationConfiguration$3(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.opaque = rOpaqueDeviceConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceAllocationConfiguration$3(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.opaque) != null) w.message(10, v, wOpaqueDeviceConfiguration);
}
function rDeviceAllocationConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.source = r.string(t); break;
      case 2: (a2 ??= o.requests = []).push(r.string(t)); break;
      case 3: rDeviceAllocationConfiguration$3(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceAllocationConfiguration(w: W, o: Fields): void {
  let v: unknown;
  w.message(26, o, wDeviceAllocationConfiguration$3);
  if ((v = o.requests) != null) w.strings(18, v);
  w.string(10, o.source);
}
function rDeviceAllocationResult(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.results = []).push(rDeviceRequestAllocationResult(r, r.open(t))); break;
      case 2: (a2 ??= o.config = []).push(rDeviceAllocationConfiguration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceAllocationResult(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.config) != null) w.messages(18, v, wDeviceAllocationConfiguration);
  if ((v = o.results) != null) w.messages(10, v, wDeviceRequestAllocationResult);
}
function rDeviceAttribute(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, a7: unknown[] | undefined, a8: unknown[] | undefined, a9: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.int = r.int64(t); break;
      case 3: o.bool = r.bool(t); break;
      case 4: o.string = r.string(t); break;
      case 5: o.version = r.string(t); break;
      case 6: r.numbers(t, (a6 ??= o.ints = []), r.int64); break;
      case 7: r.numbers(t, (a7 ??= o.bools = []), r.bool); break;
      case 8: (a8 ??= o.strings = []).push(r.string(t)); break;
      case 9: (a9 ??= o.versions = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceAttribute(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.versions) != null) w.strings(74, v);
  if ((v = o.strings) != null) w.strings(66, v);
  if ((v = o.bools) != null) w.bools(56, v);
  if ((v = o.ints) != null) w.ints(48, v);
  if ((v = o.version) != null) w.string(42, v);
  if ((v = o.string) != null) w.string(34, v);
  if ((v = o.bool) != null) w.bool(24, v);
  if ((v = o.int) != null) w.int(16, v);
}
function rDeviceCapacity(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.value = rquantity$(r, r.open(t)); break;
      case 2: o.requestPolicy = rCapacityRequestPolicy(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceCapacity(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.requestPolicy) != null) w.message(18, v, wCapacityRequestPolicy);
  w.message(10, o.value, wquantity$);
}
function rDeviceClaim(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requests = []).push(rDeviceRequest(r, r.open(t))); break;
      case 2: (a2 ??= o.constraints = []).push(rDeviceConstraint(r, r.open(t))); break;
      case 3: (a3 ??= o.config = []).push(rDeviceClaimConfiguration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClaim(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.config) != null) w.messages(26, v, wDeviceClaimConfiguration);
  if ((v = o.constraints) != null) w.messages(18, v, wDeviceConstraint);
  if ((v = o.requests) != null) w.messages(10, v, wDeviceRequest);
}
function rDeviceClaimConfiguration$2(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.opaque = rOpaqueDeviceConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClaimConfiguration$2(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.opaque) != null) w.message(10, v, wOpaqueDeviceConfiguration);
}
function rDeviceClaimConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requests = []).push(r.string(t)); break;
      case 2: rDeviceClaimConfiguration$2(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClaimConfiguration(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o, wDeviceClaimConfiguration$2);
  if ((v = o.requests) != null) w.strings(10, v);
}
function rDeviceClass(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rDeviceClassSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClass(w: W, o: Fields): void {
  w.message(18, o.spec, wDeviceClassSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rDeviceClassConfiguration$1(r: R, end: number, o: Fields): Fields {
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.opaque = rOpaqueDeviceConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClassConfiguration$1(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.opaque) != null) w.message(10, v, wOpaqueDeviceConfiguration);
}
function rDeviceClassConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: rDeviceClassConfiguration$1(r, r.open(t), o); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClassConfiguration(w: W, o: Fields): void {
  w.message(10, o, wDeviceClassConfiguration$1);
}
function rDeviceClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rDeviceClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wDeviceClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rDeviceClassSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.selectors = []).push(rDeviceSelector(r, r.open(t))); break;
      case 2: (a2 ??= o.config = []).push(rDeviceClassConfiguration(r, r.open(t))); break;
      case 4: o.extendedResourceName = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceClassSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.extendedResourceName) != null) w.string(34, v);
  if ((v = o.config) != null) w.messages(18, v, wDeviceClassConfiguration);
  if ((v = o.selectors) != null) w.messages(10, v, wDeviceSelector);
}
function rDeviceConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.opaque = rOpaqueDeviceConfiguration(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceConfiguration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.opaque) != null) w.message(10, v, wOpaqueDeviceConfiguration);
}
function rDeviceConstraint(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.requests = []).push(r.string(t)); break;
      case 2: o.matchAttribute = r.string(t); break;
      case 3: o.distinctAttribute = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceConstraint(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.distinctAttribute) != null) w.string(26, v);
  if ((v = o.matchAttribute) != null) w.string(18, v);
  if ((v = o.requests) != null) w.strings(10, v);
}
function rDeviceCounterConsumption(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.counterSet = r.string(t); break;
      case 2: r.entry(t, (a2 ??= o.counters = {}), rCounter); break;
      case 3: (a3 ??= o.compatibilityGroups = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceCounterConsumption(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.compatibilityGroups) != null) w.strings(26, v);
  if ((v = o.counters) != null) w.map(18, v, wCounter);
  w.string(10, o.counterSet);
}
function rDeviceDerivedAttribute(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.expression = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceDerivedAttribute(w: W, o: Fields): void {
  w.string(18, o.expression);
  w.string(10, o.name);
}
function rDeviceRequest(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.exactly = rExactDeviceRequest(r, r.open(t)); break;
      case 3: (a3 ??= o.firstAvailable = []).push(rDeviceSubRequest(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceRequest(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.firstAvailable) != null) w.messages(26, v, wDeviceSubRequest);
  if ((v = o.exactly) != null) w.message(18, v, wExactDeviceRequest);
  w.string(10, o.name);
}
function rDeviceRequestAllocationResult(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, a7: unknown[] | undefined, a8: unknown[] | undefined, a11: unknown[] | undefined, a10: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.request = r.string(t); break;
      case 2: o.driver = r.string(t); break;
      case 3: o.pool = r.string(t); break;
      case 4: o.device = r.string(t); break;
      case 5: o.adminAccess = r.bool(t); break;
      case 6: (a6 ??= o.tolerations = []).push(rDeviceToleration(r, r.open(t))); break;
      case 7: (a7 ??= o.bindingConditions = []).push(r.string(t)); break;
      case 8: (a8 ??= o.bindingFailureConditions = []).push(r.string(t)); break;
      case 9: o.shareID = r.string(t); break;
      case 10: r.entry(t, (a10 ??= o.consumedCapacity = {}), rquantity$); break;
      case 11: (a11 ??= o.skipNodeOperations = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceRequestAllocationResult(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.skipNodeOperations) != null) w.strings(90, v);
  if ((v = o.consumedCapacity) != null) w.map(82, v, wquantity$);
  if ((v = o.shareID) != null) w.string(74, v);
  if ((v = o.bindingFailureConditions) != null) w.strings(66, v);
  if ((v = o.bindingConditions) != null) w.strings(58, v);
  if ((v = o.tolerations) != null) w.messages(50, v, wDeviceToleration);
  if ((v = o.adminAccess) != null) w.bool(40, v);
  w.string(34, o.device);
  w.string(26, o.pool);
  w.string(18, o.driver);
  w.string(10, o.request);
}
function rDeviceSelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.cel = rCELDeviceSelector(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceSelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.cel) != null) w.message(10, v, wCELDeviceSelector);
}
function rDeviceSubRequest(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a6: unknown[] | undefined, a8: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.deviceClassName = r.string(t); break;
      case 3: (a3 ??= o.selectors = []).push(rDeviceSelector(r, r.open(t))); break;
      case 4: if ((v = r.string(t))) o.allocationMode = v; break;
      case 5: if ((v = r.int64(t))) o.count = v; break;
      case 6: (a6 ??= o.tolerations = []).push(rDeviceToleration(r, r.open(t))); break;
      case 7: o.capacity = rCapacityRequirements(r, r.open(t)); break;
      case 8: (a8 ??= o.derivedAttributes = []).push(rDeviceDerivedAttribute(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceSubRequest(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.derivedAttributes) != null) w.messages(66, v, wDeviceDerivedAttribute);
  if ((v = o.capacity) != null) w.message(58, v, wCapacityRequirements);
  if ((v = o.tolerations) != null) w.messages(50, v, wDeviceToleration);
  w.int(40, o.count);
  w.string(34, o.allocationMode);
  if ((v = o.selectors) != null) w.messages(26, v, wDeviceSelector);
  w.string(18, o.deviceClassName);
  w.string(10, o.name);
}
function rDeviceTaint(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.key = r.string(t); break;
      case 2: if ((v = r.string(t))) o.value = v; break;
      case 3: o.effect = r.string(t); break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.timeAdded = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaint(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.timeAdded) != null) w.message(34, v, wtime$);
  w.string(26, o.effect);
  w.string(18, o.value);
  w.string(10, o.key);
}
function rDeviceTaintRule(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rDeviceTaintRuleSpec(r, r.open(t)); break;
      case 3: o.status = rDeviceTaintRuleStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaintRule(w: W, o: Fields): void {
  w.message(26, o.status, wDeviceTaintRuleStatus);
  w.message(18, o.spec, wDeviceTaintRuleSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rDeviceTaintRuleList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rDeviceTaintRule(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaintRuleList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wDeviceTaintRule);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rDeviceTaintRuleSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.deviceSelector = rDeviceTaintSelector(r, r.open(t)); break;
      case 2: o.taint = rDeviceTaint(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaintRuleSpec(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o.taint, wDeviceTaint);
  if ((v = o.deviceSelector) != null) w.message(10, v, wDeviceTaintSelector);
}
function rDeviceTaintRuleStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaintRuleStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(10, v, wmetaV1$Condition);
}
function rDeviceTaintSelector(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 2: o.driver = r.string(t); break;
      case 3: o.pool = r.string(t); break;
      case 4: o.device = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceTaintSelector(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.device) != null) w.string(34, v);
  if ((v = o.pool) != null) w.string(26, v);
  if ((v = o.driver) != null) w.string(18, v);
}
function rDeviceToleration(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.key = v; break;
      case 2: if ((v = r.string(t))) o.operator = v; break;
      case 3: if ((v = r.string(t))) o.value = v; break;
      case 4: if ((v = r.string(t))) o.effect = v; break;
      case 5: o.tolerationSeconds = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wDeviceToleration(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.tolerationSeconds) != null) w.int(40, v);
  w.string(34, o.effect);
  w.string(26, o.value);
  w.string(18, o.operator);
  w.string(10, o.key);
}
function rExactDeviceRequest(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a6: unknown[] | undefined, a8: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.deviceClassName = r.string(t); break;
      case 2: (a2 ??= o.selectors = []).push(rDeviceSelector(r, r.open(t))); break;
      case 3: if ((v = r.string(t))) o.allocationMode = v; break;
      case 4: if ((v = r.int64(t))) o.count = v; break;
      case 5: o.adminAccess = r.bool(t); break;
      case 6: (a6 ??= o.tolerations = []).push(rDeviceToleration(r, r.open(t))); break;
      case 7: o.capacity = rCapacityRequirements(r, r.open(t)); break;
      case 8: (a8 ??= o.derivedAttributes = []).push(rDeviceDerivedAttribute(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wExactDeviceRequest(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.derivedAttributes) != null) w.messages(66, v, wDeviceDerivedAttribute);
  if ((v = o.capacity) != null) w.message(58, v, wCapacityRequirements);
  if ((v = o.tolerations) != null) w.messages(50, v, wDeviceToleration);
  if ((v = o.adminAccess) != null) w.bool(40, v);
  w.int(32, o.count);
  w.string(26, o.allocationMode);
  if ((v = o.selectors) != null) w.messages(18, v, wDeviceSelector);
  w.string(10, o.deviceClassName);
}
function rNetworkDeviceData(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.interfaceName = v; break;
      case 2: (a2 ??= o.ips = []).push(r.string(t)); break;
      case 3: if ((v = r.string(t))) o.hardwareAddress = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNetworkDeviceData(w: W, o: Fields): void {
  let v: unknown;
  w.string(26, o.hardwareAddress);
  if ((v = o.ips) != null) w.strings(18, v);
  w.string(10, o.interfaceName);
}
function rNodeAllocatableMapping(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.capacityKey = r.string(t); break;
      case 2: o.capacityMultiplier = rquantity$(r, r.open(t)); break;
      case 3: o.deviceMultiplier = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableMapping(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.deviceMultiplier) != null) w.message(26, v, wquantity$);
  if ((v = o.capacityMultiplier) != null) w.message(18, v, wquantity$);
  if ((v = o.capacityKey) != null) w.string(10, v);
}
function rNodeAllocatableOverhead(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.perPod = rquantity$(r, r.open(t)); break;
      case 2: o.perContainer = rquantity$(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableOverhead(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.perContainer) != null) w.message(18, v, wquantity$);
  if ((v = o.perPod) != null) w.message(10, v, wquantity$);
}
function rNodeAllocatableResource(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 3: o.mapping = rNodeAllocatableMapping(r, r.open(t)); break;
      case 4: o.overhead = rNodeAllocatableOverhead(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeAllocatableResource(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.overhead) != null) w.message(34, v, wNodeAllocatableOverhead);
  if ((v = o.mapping) != null) w.message(26, v, wNodeAllocatableMapping);
}
function rOpaqueDeviceConfiguration(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: if ((v = rjson$(r, r.open(t))) !== undefined) o.parameters = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wOpaqueDeviceConfiguration(w: W, o: Fields): void {
  w.message(18, o.parameters, wjson$);
  w.string(10, o.driver);
}
function rResourceClaim(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rResourceClaimSpec(r, r.open(t)); break;
      case 3: o.status = rResourceClaimStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaim(w: W, o: Fields): void {
  w.message(26, o.status, wResourceClaimStatus);
  w.message(18, o.spec, wResourceClaimSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rResourceClaimConsumerReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.apiGroup = v; break;
      case 3: o.resource = r.string(t); break;
      case 4: o.name = r.string(t); break;
      case 5: o.uid = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimConsumerReference(w: W, o: Fields): void {
  w.string(42, o.uid);
  w.string(34, o.name);
  w.string(26, o.resource);
  w.string(10, o.apiGroup);
}
function rResourceClaimList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rResourceClaim(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wResourceClaim);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rResourceClaimSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.devices = rDeviceClaim(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimSpec(w: W, o: Fields): void {
  w.message(10, o.devices, wDeviceClaim);
}
function rResourceClaimStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.allocation = rAllocationResult(r, r.open(t)); break;
      case 2: (a2 ??= o.reservedFor = []).push(rResourceClaimConsumerReference(r, r.open(t))); break;
      case 4: (a4 ??= o.devices = []).push(rAllocatedDeviceStatus(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.devices) != null) w.messages(34, v, wAllocatedDeviceStatus);
  if ((v = o.reservedFor) != null) w.messages(18, v, wResourceClaimConsumerReference);
  if ((v = o.allocation) != null) w.message(10, v, wAllocationResult);
}
function rResourceClaimTemplate(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rResourceClaimTemplateSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimTemplate(w: W, o: Fields): void {
  w.message(18, o.spec, wResourceClaimTemplateSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rResourceClaimTemplateList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rResourceClaimTemplate(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimTemplateList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wResourceClaimTemplate);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rResourceClaimTemplateSpec(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rResourceClaimSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceClaimTemplateSpec(w: W, o: Fields): void {
  w.message(18, o.spec, wResourceClaimSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rResourcePool(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.generation = r.int64(t); break;
      case 3: o.resourceSliceCount = r.int64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourcePool(w: W, o: Fields): void {
  w.int(24, o.resourceSliceCount);
  w.int(16, o.generation);
  w.string(10, o.name);
}
function rResourceSlice(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rResourceSliceSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceSlice(w: W, o: Fields): void {
  w.message(18, o.spec, wResourceSliceSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rResourceSliceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rResourceSlice(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceSliceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wResourceSlice);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rResourceSliceSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a6: unknown[] | undefined, a8: unknown[] | undefined, a10: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.driver = r.string(t); break;
      case 2: o.pool = rResourcePool(r, r.open(t)); break;
      case 3: o.nodeName = r.string(t); break;
      case 4: o.nodeSelector = rcoreV1$NodeSelector(r, r.open(t)); break;
      case 5: o.allNodes = r.bool(t); break;
      case 6: (a6 ??= o.devices = []).push(rDevice(r, r.open(t))); break;
      case 7: o.perDeviceNodeSelection = r.bool(t); break;
      case 8: (a8 ??= o.sharedCounters = []).push(rCounterSet(r, r.open(t))); break;
      case 9: o.partitionTypeAttribute = r.string(t); break;
      case 10: (a10 ??= o.skipNodeOperations = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wResourceSliceSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.skipNodeOperations) != null) w.strings(82, v);
  if ((v = o.partitionTypeAttribute) != null) w.string(74, v);
  if ((v = o.sharedCounters) != null) w.messages(66, v, wCounterSet);
  if ((v = o.perDeviceNodeSelection) != null) w.bool(56, v);
  if ((v = o.devices) != null) w.messages(50, v, wDevice);
  if ((v = o.allNodes) != null) w.bool(40, v);
  if ((v = o.nodeSelector) != null) w.message(34, v, wcoreV1$NodeSelector);
  if ((v = o.nodeName) != null) w.string(26, v);
  w.message(18, o.pool, wResourcePool);
  w.string(10, o.driver);
}
  return { AllocatedDeviceStatus: { read: rAllocatedDeviceStatus, write: wAllocatedDeviceStatus }, AllocationResult: { read: rAllocationResult, write: wAllocationResult }, CELDeviceSelector: { read: rCELDeviceSelector, write: wCELDeviceSelector }, CapacityRequestPolicy: { read: rCapacityRequestPolicy, write: wCapacityRequestPolicy }, CapacityRequestPolicyRange: { read: rCapacityRequestPolicyRange, write: wCapacityRequestPolicyRange }, CapacityRequirements: { read: rCapacityRequirements, write: wCapacityRequirements }, Counter: { read: rCounter, write: wCounter }, CounterSet: { read: rCounterSet, write: wCounterSet }, Device: { read: rDevice, write: wDevice }, DeviceAllocationConfiguration: { read: rDeviceAllocationConfiguration, write: wDeviceAllocationConfiguration }, DeviceAllocationResult: { read: rDeviceAllocationResult, write: wDeviceAllocationResult }, DeviceAttribute: { read: rDeviceAttribute, write: wDeviceAttribute }, DeviceCapacity: { read: rDeviceCapacity, write: wDeviceCapacity }, DeviceClaim: { read: rDeviceClaim, write: wDeviceClaim }, DeviceClaimConfiguration: { read: rDeviceClaimConfiguration, write: wDeviceClaimConfiguration }, DeviceClass: { read: rDeviceClass, write: wDeviceClass }, DeviceClassConfiguration: { read: rDeviceClassConfiguration, write: wDeviceClassConfiguration }, DeviceClassList: { read: rDeviceClassList, write: wDeviceClassList }, DeviceClassSpec: { read: rDeviceClassSpec, write: wDeviceClassSpec }, DeviceConfiguration: { read: rDeviceConfiguration, write: wDeviceConfiguration }, DeviceConstraint: { read: rDeviceConstraint, write: wDeviceConstraint }, DeviceCounterConsumption: { read: rDeviceCounterConsumption, write: wDeviceCounterConsumption }, DeviceDerivedAttribute: { read: rDeviceDerivedAttribute, write: wDeviceDerivedAttribute }, DeviceRequest: { read: rDeviceRequest, write: wDeviceRequest }, DeviceRequestAllocationResult: { read: rDeviceRequestAllocationResult, write: wDeviceRequestAllocationResult }, DeviceSelector: { read: rDeviceSelector, write: wDeviceSelector }, DeviceSubRequest: { read: rDeviceSubRequest, write: wDeviceSubRequest }, DeviceTaint: { read: rDeviceTaint, write: wDeviceTaint }, DeviceTaintRule: { read: rDeviceTaintRule, write: wDeviceTaintRule }, DeviceTaintRuleList: { read: rDeviceTaintRuleList, write: wDeviceTaintRuleList }, DeviceTaintRuleSpec: { read: rDeviceTaintRuleSpec, write: wDeviceTaintRuleSpec }, DeviceTaintRuleStatus: { read: rDeviceTaintRuleStatus, write: wDeviceTaintRuleStatus }, DeviceTaintSelector: { read: rDeviceTaintSelector, write: wDeviceTaintSelector }, DeviceToleration: { read: rDeviceToleration, write: wDeviceToleration }, ExactDeviceRequest: { read: rExactDeviceRequest, write: wExactDeviceRequest }, NetworkDeviceData: { read: rNetworkDeviceData, write: wNetworkDeviceData }, NodeAllocatableMapping: { read: rNodeAllocatableMapping, write: wNodeAllocatableMapping }, NodeAllocatableOverhead: { read: rNodeAllocatableOverhead, write: wNodeAllocatableOverhead }, NodeAllocatableResource: { read: rNodeAllocatableResource, write: wNodeAllocatableResource }, OpaqueDeviceConfiguration: { read: rOpaqueDeviceConfiguration, write: wOpaqueDeviceConfiguration }, ResourceClaim: { read: rResourceClaim, write: wResourceClaim }, ResourceClaimConsumerReference: { read: rResourceClaimConsumerReference, write: wResourceClaimConsumerReference }, ResourceClaimList: { read: rResourceClaimList, write: wResourceClaimList }, ResourceClaimSpec: { read: rResourceClaimSpec, write: wResourceClaimSpec }, ResourceClaimStatus: { read: rResourceClaimStatus, write: wResourceClaimStatus }, ResourceClaimTemplate: { read: rResourceClaimTemplate, write: wResourceClaimTemplate }, ResourceClaimTemplateList: { read: rResourceClaimTemplateList, write: wResourceClaimTemplateList }, ResourceClaimTemplateSpec: { read: rResourceClaimTemplateSpec, write: wResourceClaimTemplateSpec }, ResourcePool: { read: rResourcePool, write: wResourcePool }, ResourceSlice: { read: rResourceSlice, write: wResourceSlice }, ResourceSliceList: { read: rResourceSliceList, write: wResourceSliceList }, ResourceSliceSpec: { read: rResourceSliceSpec, write: wResourceSliceSpec } };
}
