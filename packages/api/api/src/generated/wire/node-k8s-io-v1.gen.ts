// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/node/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, quantityCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'Overhead' | 'RuntimeClass' | 'RuntimeClassList' | 'Scheduling', MessageCodec>>;
let made: Codecs | undefined;
export function nodeK8sIoV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { Toleration: { read: rcoreV1$Toleration, write: wcoreV1$Toleration } } = coreV1();
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rOverhead(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.entry(t, (a1 ??= o.podFixed = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wOverhead(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.podFixed) != null) w.map(10, v, wquantity$);
}
function rRuntimeClass(r: R, end: number): Fields {
  const o: Fields = {};
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.handler = r.string(t); break;
      case 3: o.overhead = rOverhead(r, r.open(t)); break;
      case 4: o.scheduling = rScheduling(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRuntimeClass(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.scheduling) != null) w.message(34, v, wScheduling);
  if ((v = o.overhead) != null) w.message(26, v, wOverhead);
  w.string(18, o.handler);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rRuntimeClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rRuntimeClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wRuntimeClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wRuntimeClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rScheduling(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined, a1: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: r.stringEntry(t, (a1 ??= o.nodeSelector = {})); break;
      case 2: (a2 ??= o.tolerations = []).push(rcoreV1$Toleration(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wScheduling(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.tolerations) != null) w.messages(18, v, wcoreV1$Toleration);
  if ((v = o.nodeSelector) != null) w.stringMap(10, v);
}
  return { Overhead: { read: rOverhead, write: wOverhead }, RuntimeClass: { read: rRuntimeClass, write: wRuntimeClass }, RuntimeClassList: { read: rRuntimeClassList, write: wRuntimeClassList }, Scheduling: { read: rScheduling, write: wScheduling } };
}
