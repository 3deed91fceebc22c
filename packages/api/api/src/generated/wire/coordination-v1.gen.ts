// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/coordination/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, microTimeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'Lease' | 'LeaseList' | 'LeaseSpec', MessageCodec>>;
let made: Codecs | undefined;
export function coordinationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rmicroTime$, write: wmicroTime$ } = microTimeCodec;
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rLease(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rLeaseSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLease(w: W, o: Fields): void {
  w.message(18, o.spec, wLeaseSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rLeaseList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rLease(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLeaseList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wLease);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rLeaseSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.holderIdentity = r.string(t); break;
      case 2: o.leaseDurationSeconds = r.int32(t); break;
      case 3: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.acquireTime = v; break;
      case 4: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.renewTime = v; break;
      case 5: o.leaseTransitions = r.int32(t); break;
      case 6: o.strategy = r.string(t); break;
      case 7: o.preferredHolder = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wLeaseSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preferredHolder) != null) w.string(58, v);
  if ((v = o.strategy) != null) w.string(50, v);
  if ((v = o.leaseTransitions) != null) w.int(40, v);
  if ((v = o.renewTime) != null) w.message(34, v, wmicroTime$);
  if ((v = o.acquireTime) != null) w.message(26, v, wmicroTime$);
  if ((v = o.leaseDurationSeconds) != null) w.int(16, v);
  if ((v = o.holderIdentity) != null) w.string(10, v);
}
  return { Lease: { read: rLease, write: wLease }, LeaseList: { read: rLeaseList, write: wLeaseList }, LeaseSpec: { read: rLeaseSpec, write: wLeaseSpec } };
}
