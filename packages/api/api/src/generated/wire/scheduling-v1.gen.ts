// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/scheduling/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'PriorityClass' | 'PriorityClassList', MessageCodec>>;
let made: Codecs | undefined;
export function schedulingV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rPriorityClass(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: o.value = r.int32(t); break;
      case 3: if ((v = r.bool(t))) o.globalDefault = v; break;
      case 4: if ((v = r.string(t))) o.description = v; break;
      case 5: o.preemptionPolicy = r.string(t); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityClass(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.preemptionPolicy) != null) w.string(42, v);
  w.string(34, o.description);
  w.bool(24, o.globalDefault);
  w.int(16, o.value);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPriorityClassList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPriorityClass(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPriorityClassList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPriorityClass);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
  return { PriorityClass: { read: rPriorityClass, write: wPriorityClass }, PriorityClassList: { read: rPriorityClassList, write: wPriorityClassList } };
}
