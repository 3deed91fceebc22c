// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/apidiscovery/v2. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'APIGroupDiscovery' | 'APIGroupDiscoveryList' | 'APIResourceDiscovery' | 'APISubresourceDiscovery' | 'APIVersionDiscovery', MessageCodec>>;
let made: Codecs | undefined;
export function apidiscoveryV2(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { GroupVersionKind: { read: rmetaV1$GroupVersionKind, write: wmetaV1$GroupVersionKind }, ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rAPIGroupDiscovery(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.versions = []).push(rAPIVersionDiscovery(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIGroupDiscovery(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.versions) != null) w.messages(18, v, wAPIVersionDiscovery);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rAPIGroupDiscoveryList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rAPIGroupDiscovery(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIGroupDiscoveryList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wAPIGroupDiscovery);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rAPIResourceDiscovery(r: R, end: number): Fields {
  const o: Fields = {};
  let a5: unknown[] | undefined, a6: unknown[] | undefined, a7: unknown[] | undefined, a8: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.resource = r.string(t); break;
      case 2: o.responseKind = rmetaV1$GroupVersionKind(r, r.open(t)); break;
      case 3: o.scope = r.string(t); break;
      case 4: o.singularResource = r.string(t); break;
      case 5: (a5 ??= o.verbs = []).push(r.string(t)); break;
      case 6: (a6 ??= o.shortNames = []).push(r.string(t)); break;
      case 7: (a7 ??= o.categories = []).push(r.string(t)); break;
      case 8: (a8 ??= o.subresources = []).push(rAPISubresourceDiscovery(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIResourceDiscovery(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.subresources) != null) w.messages(66, v, wAPISubresourceDiscovery);
  if ((v = o.categories) != null) w.strings(58, v);
  if ((v = o.shortNames) != null) w.strings(50, v);
  if ((v = o.verbs) != null) w.strings(42, v);
  w.string(34, o.singularResource);
  w.string(26, o.scope);
  if ((v = o.responseKind) != null) w.message(18, v, wmetaV1$GroupVersionKind);
  w.string(10, o.resource);
}
function rAPISubresourceDiscovery(r: R, end: number): Fields {
  const o: Fields = {};
  let a3: unknown[] | undefined, a4: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.subresource = r.string(t); break;
      case 2: o.responseKind = rmetaV1$GroupVersionKind(r, r.open(t)); break;
      case 3: (a3 ??= o.acceptedTypes = []).push(rmetaV1$GroupVersionKind(r, r.open(t))); break;
      case 4: (a4 ??= o.verbs = []).push(r.string(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPISubresourceDiscovery(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.verbs) != null) w.strings(34, v);
  if ((v = o.acceptedTypes) != null) w.messages(26, v, wmetaV1$GroupVersionKind);
  if ((v = o.responseKind) != null) w.message(18, v, wmetaV1$GroupVersionKind);
  w.string(10, o.subresource);
}
function rAPIVersionDiscovery(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.version = r.string(t); break;
      case 2: (a2 ??= o.resources = []).push(rAPIResourceDiscovery(r, r.open(t))); break;
      case 3: if ((v = r.string(t))) o.freshness = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wAPIVersionDiscovery(w: W, o: Fields): void {
  let v: unknown;
  w.string(26, o.freshness);
  if ((v = o.resources) != null) w.messages(18, v, wAPIResourceDiscovery);
  w.string(10, o.version);
}
  return { APIGroupDiscovery: { read: rAPIGroupDiscovery, write: wAPIGroupDiscovery }, APIGroupDiscoveryList: { read: rAPIGroupDiscoveryList, write: wAPIGroupDiscoveryList }, APIResourceDiscovery: { read: rAPIResourceDiscovery, write: wAPIResourceDiscovery }, APISubresourceDiscovery: { read: rAPISubresourceDiscovery, write: wAPISubresourceDiscovery }, APIVersionDiscovery: { read: rAPIVersionDiscovery, write: wAPIVersionDiscovery } };
}
