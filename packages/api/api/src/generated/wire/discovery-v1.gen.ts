// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/discovery/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'Endpoint' | 'EndpointConditions' | 'EndpointHints' | 'EndpointPort' | 'EndpointSlice' | 'EndpointSliceList' | 'ForNode' | 'ForZone', MessageCodec>>;
let made: Codecs | undefined;
export function discoveryV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { ObjectReference: { read: rcoreV1$ObjectReference, write: wcoreV1$ObjectReference } } = coreV1();
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rEndpoint(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a5: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.addresses = []).push(r.string(t)); break;
      case 2: o.conditions = rEndpointConditions(r, r.open(t)); break;
      case 3: o.hostname = r.string(t); break;
      case 4: o.targetRef = rcoreV1$ObjectReference(r, r.open(t)); break;
      case 5: r.stringEntry(t, (a5 ??= o.deprecatedTopology = {})); break;
      case 6: o.nodeName = r.string(t); break;
      case 7: o.zone = r.string(t); break;
      case 8: o.hints = rEndpointHints(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpoint(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.hints) != null) w.message(66, v, wEndpointHints);
  if ((v = o.zone) != null) w.string(58, v);
  if ((v = o.nodeName) != null) w.string(50, v);
  if ((v = o.deprecatedTopology) != null) w.stringMap(42, v);
  if ((v = o.targetRef) != null) w.message(34, v, wcoreV1$ObjectReference);
  if ((v = o.hostname) != null) w.string(26, v);
  w.message(18, o.conditions, wEndpointConditions);
  if ((v = o.addresses) != null) w.strings(10, v);
}
function rEndpointConditions(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.ready = r.bool(t); break;
      case 2: o.serving = r.bool(t); break;
      case 3: o.terminating = r.bool(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointConditions(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.terminating) != null) w.bool(24, v);
  if ((v = o.serving) != null) w.bool(16, v);
  if ((v = o.ready) != null) w.bool(8, v);
}
function rEndpointHints(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined, a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.forZones = []).push(rForZone(r, r.open(t))); break;
      case 2: (a2 ??= o.forNodes = []).push(rForNode(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointHints(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.forNodes) != null) w.messages(18, v, wForNode);
  if ((v = o.forZones) != null) w.messages(10, v, wForZone);
}
function rEndpointPort(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: o.protocol = r.string(t); break;
      case 3: o.port = r.int32(t); break;
      case 4: o.appProtocol = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointPort(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.appProtocol) != null) w.string(34, v);
  if ((v = o.port) != null) w.int(24, v);
  if ((v = o.protocol) != null) w.string(18, v);
  if ((v = o.name) != null) w.string(10, v);
}
function rEndpointSlice(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a3: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.endpoints = []).push(rEndpoint(r, r.open(t))); break;
      case 3: (a3 ??= o.ports = []).push(rEndpointPort(r, r.open(t))); break;
      case 4: o.addressType = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointSlice(w: W, o: Fields): void {
  let v: unknown;
  w.string(34, o.addressType);
  if ((v = o.ports) != null) w.messages(26, v, wEndpointPort);
  if ((v = o.endpoints) != null) w.messages(18, v, wEndpoint);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rEndpointSliceList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rEndpointSlice(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEndpointSliceList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wEndpointSlice);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rForNode(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wForNode(w: W, o: Fields): void {
  w.string(10, o.name);
}
function rForZone(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wForZone(w: W, o: Fields): void {
  w.string(10, o.name);
}
  return { Endpoint: { read: rEndpoint, write: wEndpoint }, EndpointConditions: { read: rEndpointConditions, write: wEndpointConditions }, EndpointHints: { read: rEndpointHints, write: wEndpointHints }, EndpointPort: { read: rEndpointPort, write: wEndpointPort }, EndpointSlice: { read: rEndpointSlice, write: wEndpointSlice }, EndpointSliceList: { read: rEndpointSliceList, write: wEndpointSliceList }, ForNode: { read: rForNode, write: wForNode }, ForZone: { read: rForZone, write: wForZone } };
}
