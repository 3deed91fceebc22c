// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/kube-aggregator/pkg/apis/apiregistration/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'APIService' | 'APIServiceCondition' | 'APIServiceList' | 'APIServiceSpec' | 'APIServiceStatus' | 'ServiceReference', MessageCodec>>;
let made: Codecs | undefined;
export function apiregistrationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rAPIService(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rAPIServiceSpec(r, r.open(t)); break;
      case 3: o.status = rAPIServiceStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIService(w: W, o: Fields): void {
  w.message(26, o.status, wAPIServiceStatus);
  w.message(18, o.spec, wAPIServiceSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rAPIServiceCondition(r: R, end: number): Fields {
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
function wAPIServiceCondition(w: W, o: Fields): void {
  w.string(42, o.message);
  w.string(34, o.reason);
  w.message(26, o.lastTransitionTime, wtime$);
  w.string(18, o.status);
  w.string(10, o.type);
}
function rAPIServiceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rAPIService(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIServiceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wAPIService);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rAPIServiceSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.service = rServiceReference(r, r.open(t)); break;
      case 2: if ((v = r.string(t))) o.group = v; break;
      case 3: if ((v = r.string(t))) o.version = v; break;
      case 4: if ((v = r.bool(t))) o.insecureSkipTLSVerify = v; break;
      case 5: if ((v = r.base64(t))) o.caBundle = v; break;
      case 7: o.groupPriorityMinimum = r.int32(t); break;
      case 8: o.versionPriority = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIServiceSpec(w: W, o: Fields): void {
  let v: unknown;
  w.int(64, o.versionPriority);
  w.int(56, o.groupPriorityMinimum);
  if ((v = o.caBundle) != null) w.base64(42, v);
  w.bool(32, o.insecureSkipTLSVerify);
  w.string(26, o.version);
  w.string(18, o.group);
  if ((v = o.service) != null) w.message(10, v, wServiceReference);
}
function rAPIServiceStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rAPIServiceCondition(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIServiceStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.conditions) != null) w.messages(10, v, wAPIServiceCondition);
}
function rServiceReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.namespace = v; break;
      case 2: if ((v = r.string(t))) o.name = v; break;
      case 3: o.port = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wServiceReference(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.port) != null) w.int(24, v);
  w.string(18, o.name);
  w.string(10, o.namespace);
}
  return { APIService: { read: rAPIService, write: wAPIService }, APIServiceCondition: { read: rAPIServiceCondition, write: wAPIServiceCondition }, APIServiceList: { read: rAPIServiceList, write: wAPIServiceList }, APIServiceSpec: { read: rAPIServiceSpec, write: wAPIServiceSpec }, APIServiceStatus: { read: rAPIServiceStatus, write: wAPIServiceStatus }, ServiceReference: { read: rServiceReference, write: wServiceReference } };
}
