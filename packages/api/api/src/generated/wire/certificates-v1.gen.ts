// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/certificates/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, stringsCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'CertificateSigningRequest' | 'CertificateSigningRequestCondition' | 'CertificateSigningRequestList' | 'CertificateSigningRequestSpec' | 'CertificateSigningRequestStatus' | 'ClusterTrustBundle' | 'ClusterTrustBundleList' | 'ClusterTrustBundleSpec' | 'ExtraValue' | 'PodCertificateRequest' | 'PodCertificateRequestList' | 'PodCertificateRequestSpec' | 'PodCertificateRequestStatus', MessageCodec>>;
let made: Codecs | undefined;
export function certificatesV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rstrings$, write: wstrings$ } = stringsCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { Condition: { read: rmetaV1$Condition, write: wmetaV1$Condition }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rCertificateSigningRequest(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rCertificateSigningRequestSpec(r, r.open(t)); break;
      case 3: o.status = rCertificateSigningRequestStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCertificateSigningRequest(w: W, o: Fields): void {
  w.message(26, o.status, wCertificateSigningRequestStatus);
  w.message(18, o.spec, wCertificateSigningRequestSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rCertificateSigningRequestCondition(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.type = r.string(t); break;
      case 2: if ((v = r.string(t))) o.reason = v; break;
      case 3: if ((v = r.string(t))) o.message = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastUpdateTime = v; break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.lastTransitionTime = v; break;
      case 6: o.status = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCertificateSigningRequestCondition(w: W, o: Fields): void {
  w.string(50, o.status);
  w.message(42, o.lastTransitionTime, wtime$);
  w.message(34, o.lastUpdateTime, wtime$);
  w.string(26, o.message);
  w.string(18, o.reason);
  w.string(10, o.type);
}
function rCertificateSigningRequestList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rCertificateSigningRequest(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCertificateSigningRequestList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wCertificateSigningRequest);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rCertificateSigningRequestSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, a5: unknown[] | undefined, a6: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.request = r.base64(t); break;
      case 2: if ((v = r.string(t))) o.username = v; break;
      case 3: if ((v = r.string(t))) o.uid = v; break;
      case 4: (a4 ??= o.groups = []).push(r.string(t)); break;
      case 5: (a5 ??= o.usages = []).push(r.string(t)); break;
      case 6: r.entry(t, (a6 ??= o.extra = {}), rstrings$); break;
      case 7: o.signerName = r.string(t); break;
      case 8: o.expirationSeconds = r.int32(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCertificateSigningRequestSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.expirationSeconds) != null) w.int(64, v);
  w.string(58, o.signerName);
  if ((v = o.extra) != null) w.map(50, v, wstrings$);
  if ((v = o.usages) != null) w.strings(42, v);
  if ((v = o.groups) != null) w.strings(34, v);
  w.string(26, o.uid);
  w.string(18, o.username);
  if ((v = o.request) != null) w.base64(10, v);
}
function rCertificateSigningRequestStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rCertificateSigningRequestCondition(r, r.open(t))); break;
      case 2: if ((v = r.base64(t))) o.certificate = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wCertificateSigningRequestStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.certificate) != null) w.base64(18, v);
  if ((v = o.conditions) != null) w.messages(10, v, wCertificateSigningRequestCondition);
}
function rClusterTrustBundle(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rClusterTrustBundleSpec(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterTrustBundle(w: W, o: Fields): void {
  w.message(18, o.spec, wClusterTrustBundleSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rClusterTrustBundleList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rClusterTrustBundle(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterTrustBundleList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wClusterTrustBundle);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rClusterTrustBundleSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.signerName = v; break;
      case 2: o.trustBundle = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wClusterTrustBundleSpec(w: W, o: Fields): void {
  w.string(18, o.trustBundle);
  w.string(10, o.signerName);
}
function rPodCertificateRequest(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.spec = rPodCertificateRequestSpec(r, r.open(t)); break;
      case 3: o.status = rPodCertificateRequestStatus(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCertificateRequest(w: W, o: Fields): void {
  w.message(26, o.status, wPodCertificateRequestStatus);
  w.message(18, o.spec, wPodCertificateRequestSpec);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodCertificateRequestList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPodCertificateRequest(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCertificateRequestList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPodCertificateRequest);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPodCertificateRequestSpec(r: R, end: number): Fields {
  const o: Fields = {};
  let a11: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.signerName = r.string(t); break;
      case 2: o.podName = r.string(t); break;
      case 3: o.podUID = r.string(t); break;
      case 4: o.serviceAccountName = r.string(t); break;
      case 5: o.serviceAccountUID = r.string(t); break;
      case 6: o.nodeName = r.string(t); break;
      case 7: o.nodeUID = r.string(t); break;
      case 8: o.maxExpirationSeconds = r.int32(t); break;
      case 11: r.stringEntry(t, (a11 ??= o.unverifiedUserAnnotations = {})); break;
      case 12: o.stubPKCS10Request = r.base64(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCertificateRequestSpec(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.stubPKCS10Request) != null) w.base64(98, v);
  if ((v = o.unverifiedUserAnnotations) != null) w.stringMap(90, v);
  if ((v = o.maxExpirationSeconds) != null) w.int(64, v);
  w.string(58, o.nodeUID);
  w.string(50, o.nodeName);
  w.string(42, o.serviceAccountUID);
  w.string(34, o.serviceAccountName);
  w.string(26, o.podUID);
  w.string(18, o.podName);
  w.string(10, o.signerName);
}
function rPodCertificateRequestStatus(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.conditions = []).push(rmetaV1$Condition(r, r.open(t))); break;
      case 2: if ((v = r.string(t))) o.certificateChain = v; break;
      case 4: if ((v = rtime$(r, r.open(t))) !== undefined) o.notBefore = v; break;
      case 5: if ((v = rtime$(r, r.open(t))) !== undefined) o.beginRefreshAt = v; break;
      case 6: if ((v = rtime$(r, r.open(t))) !== undefined) o.notAfter = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodCertificateRequestStatus(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.notAfter) != null) w.message(50, v, wtime$);
  if ((v = o.beginRefreshAt) != null) w.message(42, v, wtime$);
  if ((v = o.notBefore) != null) w.message(34, v, wtime$);
  w.string(18, o.certificateChain);
  if ((v = o.conditions) != null) w.messages(10, v, wmetaV1$Condition);
}
  return { CertificateSigningRequest: { read: rCertificateSigningRequest, write: wCertificateSigningRequest }, CertificateSigningRequestCondition: { read: rCertificateSigningRequestCondition, write: wCertificateSigningRequestCondition }, CertificateSigningRequestList: { read: rCertificateSigningRequestList, write: wCertificateSigningRequestList }, CertificateSigningRequestSpec: { read: rCertificateSigningRequestSpec, write: wCertificateSigningRequestSpec }, CertificateSigningRequestStatus: { read: rCertificateSigningRequestStatus, write: wCertificateSigningRequestStatus }, ClusterTrustBundle: { read: rClusterTrustBundle, write: wClusterTrustBundle }, ClusterTrustBundleList: { read: rClusterTrustBundleList, write: wClusterTrustBundleList }, ClusterTrustBundleSpec: { read: rClusterTrustBundleSpec, write: wClusterTrustBundleSpec }, ExtraValue: { read: rstrings$, write: wstrings$ }, PodCertificateRequest: { read: rPodCertificateRequest, write: wPodCertificateRequest }, PodCertificateRequestList: { read: rPodCertificateRequestList, write: wPodCertificateRequestList }, PodCertificateRequestSpec: { read: rPodCertificateRequestSpec, write: wPodCertificateRequestSpec }, PodCertificateRequestStatus: { read: rPodCertificateRequestStatus, write: wPodCertificateRequestStatus } };
}
