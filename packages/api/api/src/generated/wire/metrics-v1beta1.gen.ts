// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/metrics/pkg/apis/metrics/v1beta1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, durationCodec, quantityCodec, timeCodec } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'ContainerMetrics' | 'NodeMetrics' | 'NodeMetricsList' | 'PodMetrics' | 'PodMetricsList', MessageCodec>>;
let made: Codecs | undefined;
export function metricsV1beta1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rduration$, write: wduration$ } = durationCodec;
  const { read: rquantity$, write: wquantity$ } = quantityCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rContainerMetrics(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: Fields | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.name = r.string(t); break;
      case 2: r.entry(t, (a2 ??= o.usage = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wContainerMetrics(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.usage) != null) w.map(18, v, wquantity$);
  w.string(10, o.name);
}
function rNodeMetrics(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: Fields | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.timestamp = v; break;
      case 3: o.window = rduration$(r, r.open(t)); break;
      case 4: r.entry(t, (a4 ??= o.usage = {}), rquantity$); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeMetrics(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.usage) != null) w.map(34, v, wquantity$);
  w.message(26, o.window, wduration$);
  w.message(18, o.timestamp, wtime$);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rNodeMetricsList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rNodeMetrics(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wNodeMetricsList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wNodeMetrics);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
function rPodMetrics(r: R, end: number): Fields {
  const o: Fields = {};
  let a4: unknown[] | undefined, v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: if ((v = rtime$(r, r.open(t))) !== undefined) o.timestamp = v; break;
      case 3: o.window = rduration$(r, r.open(t)); break;
      case 4: (a4 ??= o.containers = []).push(rContainerMetrics(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodMetrics(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.containers) != null) w.messages(34, v, wContainerMetrics);
  w.message(26, o.window, wduration$);
  w.message(18, o.timestamp, wtime$);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
}
function rPodMetricsList(r: R, end: number): Fields {
  const o: Fields = {};
  let a2: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      case 2: (a2 ??= o.items = []).push(rPodMetrics(r, r.open(t))); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPodMetricsList(w: W, o: Fields): void {
  let v: unknown;
  if ((v = o.items) != null) w.messages(18, v, wPodMetrics);
  w.message(10, o.metadata, wmetaV1$ListMeta);
}
  return { ContainerMetrics: { read: rContainerMetrics, write: wContainerMetrics }, NodeMetrics: { read: rNodeMetrics, write: wNodeMetrics }, NodeMetricsList: { read: rNodeMetricsList, write: wNodeMetricsList }, PodMetrics: { read: rPodMetrics, write: wPodMetrics }, PodMetricsList: { read: rPodMetricsList, write: wPodMetricsList } };
}
