// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/apiserver/pkg/apis/audit/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, microTimeCodec, unknownCodec } from '@kubets/codec/protobuf';
import { authenticationV1 } from './authentication-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AuthenticationMetadata' | 'Event' | 'EventList' | 'GroupResources' | 'ObjectReference' | 'Policy' | 'PolicyList' | 'PolicyRule', MessageCodec>>;
let made: Codecs | undefined;
export function auditV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rmicroTime$, write: wmicroTime$ } = microTimeCodec;
  const { read: runknown$, write: wunknown$ } = unknownCodec;
  const { UserInfo: { read: rauthenticationV1$UserInfo, write: wauthenticationV1$UserInfo } } = authenticationV1();
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta }, Status: { read: rmetaV1$Status, write: wmetaV1$Status } } = metaV1();
function rAuthenticationMetadata(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.impersonationConstraint = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAuthenticationMetadata(w: W, o: Fields): void {
  w.string(10, o.impersonationConstraint);
}
function rEvent(r: R, end: number): Fields {
  const o: Fields = {};
  let a8: unknown[] | undefined, a15: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.level = r.string(t); break;
      case 2: o.auditID = r.string(t); break;
      case 3: o.stage = r.string(t); break;
      case 4: o.requestURI = r.string(t); break;
      case 5: o.verb = r.string(t); break;
      case 6: o.user = rauthenticationV1$UserInfo(r, r.open(t)); break;
      case 7: o.impersonatedUser = rauthenticationV1$UserInfo(r, r.open(t)); break;
      case 8: (a8 ??= o.sourceIPs = []).push(r.string(t)); break;
      case 9: o.objectRef = rObjectReference(r, r.open(t)); break;
      case 10: o.responseStatus = rmetaV1$Status(r, r.open(t)); break;
      case 11: if ((v = runknown$(r, r.open(t))) !== undefined) o.requestObject = v; break;
      case 12: if ((v = runknown$(r, r.open(t))) !== undefined) o.responseObject = v; break;
      case 13: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.requestReceivedTimestamp = v; break;
      case 14: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.stageTimestamp = v; break;
      case 15: r.stringEntry(t, (a15 ??= o.annotations = {})); break;
      case 16: if ((v = r.string(t))) o.userAgent = v; break;
      case 17: o.authenticationMetadata = rAuthenticationMetadata(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEvent(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.authenticationMetadata) != null) w.message(138, v, wAuthenticationMetadata);
  w.string(130, o.userAgent);
  if ((v = o.annotations) != null) w.stringMap(122, v);
  w.message(114, o.stageTimestamp, wmicroTime$);
  w.message(106, o.requestReceivedTimestamp, wmicroTime$);
  if ((v = o.responseObject) != null) w.message(98, v, wunknown$);
  if ((v = o.requestObject) != null) w.message(90, v, wunknown$);
  if ((v = o.responseStatus) != null) w.message(82, v, wmetaV1$Status);
  if ((v = o.objectRef) != null) w.message(74, v, wObjectReference);
  if ((v = o.sourceIPs) != null) w.strings(66, v);
  if ((v = o.impersonatedUser) != null) w.message(58, v, wauthenticationV1$UserInfo);
  w.message(50, o.user, wauthenticationV1$UserInfo);
  w.string(42, o.verb);
  w.string(34, o.requestURI);
  w.string(26, o.stage);
  w.string(18, o.auditID);
  w.string(10, o.level);
}
function rEventList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rEvent(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEventList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wEvent);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rGroupResources(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.group = v; break;
      case 2: (a2 ??= o.resources = []).push(r.string(t)); break;
      case 3: (a3 ??= o.resourceNames = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wGroupResources(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.resourceNames) != null) w.strings(26, v);
  if ((v = o.resources) != null) w.strings(18, v);
  w.string(10, o.group);
}
function rObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.resource = v; break;
      case 2: if ((v = r.string(t))) o.namespace = v; break;
      case 3: if ((v = r.string(t))) o.name = v; break;
      case 4: if ((v = r.string(t))) o.uid = v; break;
      case 5: if ((v = r.string(t))) o.apiGroup = v; break;
      case 6: if ((v = r.string(t))) o.apiVersion = v; break;
      case 7: if ((v = r.string(t))) o.resourceVersion = v; break;
      case 8: if ((v = r.string(t))) o.subresource = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wObjectReference(w: W, o: Fields): void {
  w.string(66, o.subresource);
  w.string(58, o.resourceVersion);
  w.string(50, o.apiVersion);
  w.string(42, o.apiGroup);
  w.string(34, o.uid);
  w.string(26, o.name);
  w.string(18, o.namespace);
  w.string(10, o.resource);
}
function rPolicy(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.rules = []).push(rPolicyRule(r, r.open(t))); break;
      case 3: (a3 ??= o.omitStages = []).push(r.string(t)); break;
      case 4: if ((v = r.bool(t))) o.omitManagedFields = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPolicy(w: W, o: Fields): void {
  let v: unknown;
  w.bool(32, o.omitManagedFields);
  if ((v = o.omitStages) != null) w.strings(26, v);
  if ((v = o.rules) != null) w.messages(18, v, wPolicyRule);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPolicyList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPolicy(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPolicyList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPolicy);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPolicyRule(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined, a4: unknown[] | undefined, a5: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined, a8: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.level = r.string(t); break;
      case 2: (a2 ??= o.users = []).push(r.string(t)); break;
      case 3: (a3 ??= o.userGroups = []).push(r.string(t)); break;
      case 4: (a4 ??= o.verbs = []).push(r.string(t)); break;
      case 5: (a5 ??= o.resources = []).push(rGroupResources(r, r.open(t))); break;
      case 6: (a6 ??= o.namespaces = []).push(r.string(t)); break;
      case 7: (a7 ??= o.nonResourceURLs = []).push(r.string(t)); break;
      case 8: (a8 ??= o.omitStages = []).push(r.string(t)); break;
      case 9: o.omitManagedFields = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPolicyRule(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.omitManagedFields) != null) w.bool(72, v);
  if ((v = o.omitStages) != null) w.strings(66, v);
  if ((v = o.nonResourceURLs) != null) w.strings(58, v);
  if ((v = o.namespaces) != null) w.strings(50, v);
  if ((v = o.resources) != null) w.messages(42, v, wGroupResources);
  if ((v = o.verbs) != null) w.strings(34, v);
  if ((v = o.userGroups) != null) w.strings(26, v);
  if ((v = o.users) != null) w.strings(18, v);
  w.string(10, o.level);
}
  return { AuthenticationMetadata: { read: rAuthenticationMetadata, write: wAuthenticationMetadata }, Event: { read: rEvent, write: wEvent }, EventList: { read: rEventList, write: wEventList }, GroupResources: { read: rGroupResources, write: wGroupResources }, ObjectReference: { read: rObjectReference, write: wObjectReference }, Policy: { read: rPolicy, write: wPolicy }, PolicyList: { read: rPolicyList, write: wPolicyList }, PolicyRule: { read: rPolicyRule, write: wPolicyRule } };
}
