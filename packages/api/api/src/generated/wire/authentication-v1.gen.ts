// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/authentication/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, stringsCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'AttestationValue' | 'BoundObjectReference' | 'ExtraValue' | 'SelfSubjectReview' | 'SelfSubjectReviewStatus' | 'TokenRequest' | 'TokenRequestSpec' | 'TokenRequestStatus' | 'TokenReview' | 'TokenReviewSpec' | 'TokenReviewStatus' | 'UserInfo', MessageCodec>>;
let made: Codecs | undefined;
export function authenticationV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rstrings$, write: wstrings$ } = stringsCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rBoundObjectReference(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.kind = v; break;
      case 2: if ((v = r.string(t))) o.apiVersion = v; break;
      case 3: if ((v = r.string(t))) o.name = v; break;
      case 4: if ((v = r.string(t))) o.uid = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wBoundObjectReference(w: W, o: Fields): void {
  w.string(34, o.uid);
  w.string(26, o.name);
  w.string(18, o.apiVersion);
  w.string(10, o.kind);
}
function rSelfSubjectReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.status = rSelfSubjectReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectReview(w: W, o: Fields): void {
  w.message(18, o.status, wSelfSubjectReviewStatus);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rSelfSubjectReviewStatus(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.userInfo = rUserInfo(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wSelfSubjectReviewStatus(w: W, o: Fields): void {
  w.message(10, o.userInfo, wUserInfo);
}
function rTokenRequest(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rTokenRequestSpec(r, r.open(t)); break;
      case 3: o.status = rTokenRequestStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenRequest(w: W, o: Fields): void {
  w.message(26, o.status, wTokenRequestStatus);
  w.message(18, o.spec, wTokenRequestSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rTokenRequestSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a5: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.audiences = []).push(r.string(t)); break;
      case 3: o.boundObjectRef = rBoundObjectReference(r, r.open(t)); break;
      case 4: o.expirationSeconds = r.int64(t); break;
      case 5: r.entry(t, (a5 ??= o.attestations = {}), rstrings$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenRequestSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.attestations) != null) w.map(42, v, wstrings$);
  if ((v = o.expirationSeconds) != null) w.int(32, v);
  if ((v = o.boundObjectRef) != null) w.message(26, v, wBoundObjectReference);
  if ((v = o.audiences) != null) w.strings(10, v);
}
function rTokenRequestStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.token = r.string(t); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.expirationTimestamp = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenRequestStatus(w: W, o: Fields): void {
  w.message(18, o.expirationTimestamp, wtime$);
  w.string(10, o.token);
}
function rTokenReview(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rTokenReviewSpec(r, r.open(t)); break;
      case 3: o.status = rTokenReviewStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenReview(w: W, o: Fields): void {
  w.message(26, o.status, wTokenReviewStatus);
  w.message(18, o.spec, wTokenReviewSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rTokenReviewSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.token = v; break;
      case 2: (a2 ??= o.audiences = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenReviewSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.audiences) != null) w.strings(18, v);
  w.string(10, o.token);
}
function rTokenReviewStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.bool(t))) o.authenticated = v; break;
      case 2: o.user = rUserInfo(r, r.open(t)); break;
      case 3: if ((v = r.string(t))) o.error = v; break;
      case 4: (a4 ??= o.audiences = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTokenReviewStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.audiences) != null) w.strings(34, v);
  w.string(26, o.error);
  w.message(18, o.user, wUserInfo);
  w.bool(8, o.authenticated);
}
function rUserInfo(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.username = v; break;
      case 2: if ((v = r.string(t))) o.uid = v; break;
      case 3: (a3 ??= o.groups = []).push(r.string(t)); break;
      case 4: r.entry(t, (a4 ??= o.extra = {}), rstrings$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wUserInfo(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.extra) != null) w.map(34, v, wstrings$);
  if ((v = o.groups) != null) w.strings(26, v);
  w.string(18, o.uid);
  w.string(10, o.username);
}
  return { AttestationValue: { read: rstrings$, write: wstrings$ }, BoundObjectReference: { read: rBoundObjectReference, write: wBoundObjectReference }, ExtraValue: { read: rstrings$, write: wstrings$ }, SelfSubjectReview: { read: rSelfSubjectReview, write: wSelfSubjectReview }, SelfSubjectReviewStatus: { read: rSelfSubjectReviewStatus, write: wSelfSubjectReviewStatus }, TokenRequest: { read: rTokenRequest, write: wTokenRequest }, TokenRequestSpec: { read: rTokenRequestSpec, write: wTokenRequestSpec }, TokenRequestStatus: { read: rTokenRequestStatus, write: wTokenRequestStatus }, TokenReview: { read: rTokenReview, write: wTokenReview }, TokenReviewSpec: { read: rTokenReviewSpec, write: wTokenReviewSpec }, TokenReviewStatus: { read: rTokenReviewStatus, write: wTokenReviewStatus }, UserInfo: { read: rUserInfo, write: wUserInfo } };
}
