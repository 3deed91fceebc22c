// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/admission/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, jsonCodec } from '@kubets/codec/protobuf';
import { authenticationV1 } from './authentication-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AdmissionRequest' | 'AdmissionResponse' | 'AdmissionReview', MessageCodec>>;
let made: Codecs | undefined;
export function admissionV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { UserInfo: { read: rauthenticationV1$UserInfo, write: wauthenticationV1$UserInfo } } = authenticationV1();
  const { GroupVersionKind: { read: rmetaV1$GroupVersionKind, write: wmetaV1$GroupVersionKind }, GroupVersionResource: { read: rmetaV1$GroupVersionResource, write: wmetaV1$GroupVersionResource }, Status: { read: rmetaV1$Status, write: wmetaV1$Status } } = metaV1();
function rAdmissionRequest(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      case 2: o.kind = rmetaV1$GroupVersionKind(r, r.open(t)); break;
      case 3: o.resource = rmetaV1$GroupVersionResource(r, r.open(t)); break;
      case 4: if ((v = r.string(t))) o.subResource = v; break;
      case 5: if ((v = r.string(t))) o.name = v; break;
      case 6: if ((v = r.string(t))) o.namespace = v; break;
      case 7: o.operation = r.string(t); break;
      case 8: o.userInfo = rauthenticationV1$UserInfo(r, r.open(t)); break;
      case 9: if ((v = rjson$(r, r.open(t))) !== undefined) o.object = v; break;
      case 10: if ((v = rjson$(r, r.open(t))) !== undefined) o.oldObject = v; break;
      case 11: o.dryRun = r.bool(t); break;
      case 12: if ((v = rjson$(r, r.open(t))) !== undefined) o.options = v; break;
      case 13: o.requestKind = rmetaV1$GroupVersionKind(r, r.open(t)); break;
      case 14: o.requestResource = rmetaV1$GroupVersionResource(r, r.open(t)); break;
      case 15: if ((v = r.string(t))) o.requestSubResource = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAdmissionRequest(w: W, o: Fields): void {
  let v: unknown;
  w.string(122, o.requestSubResource);
  if ((v = o.requestResource) != null) w.message(114, v, wmetaV1$GroupVersionResource);
  if ((v = o.requestKind) != null) w.message(106, v, wmetaV1$GroupVersionKind);
  w.message(98, o.options, wjson$);
  if ((v = o.dryRun) != null) w.bool(88, v);
  w.message(82, o.oldObject, wjson$);
  w.message(74, o.object, wjson$);
  w.message(66, o.userInfo, wauthenticationV1$UserInfo);
  w.string(58, o.operation);
  w.string(50, o.namespace);
  w.string(42, o.name);
  w.string(34, o.subResource);
  w.message(26, o.resource, wmetaV1$GroupVersionResource);
  w.message(18, o.kind, wmetaV1$GroupVersionKind);
  w.string(10, o.uid);
}
function rAdmissionResponse(r: R, end: number): Fields {
  const o: Fields = {};
  let a7: unknown[] | undefined, a6: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.uid = r.string(t); break;
      case 2: o.allowed = r.bool(t); break;
      case 3: o.status = rmetaV1$Status(r, r.open(t)); break;
      case 4: if ((v = r.base64(t))) o.patch = v; break;
      case 5: o.patchType = r.string(t); break;
      case 6: r.stringEntry(t, (a6 ??= o.auditAnnotations = {})); break;
      case 7: (a7 ??= o.warnings = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAdmissionResponse(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.warnings) != null) w.strings(58, v);
  if ((v = o.auditAnnotations) != null) w.stringMap(50, v);
  if ((v = o.patchType) != null) w.string(42, v);
  if ((v = o.patch) != null) w.base64(34, v);
  if ((v = o.status) != null) w.message(26, v, wmetaV1$Status);
  w.bool(16, o.allowed);
  w.string(10, o.uid);
}
function rAdmissionReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.request = rAdmissionRequest(r, r.open(t)); break;
      case 2: o.response = rAdmissionResponse(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAdmissionReview(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.response) != null) w.message(18, v, wAdmissionResponse);
  if ((v = o.request) != null) w.message(10, v, wAdmissionRequest);
}
  return { AdmissionRequest: { read: rAdmissionRequest, write: wAdmissionRequest }, AdmissionResponse: { read: rAdmissionResponse, write: wAdmissionResponse }, AdmissionReview: { read: rAdmissionReview, write: wAdmissionReview } };
}
