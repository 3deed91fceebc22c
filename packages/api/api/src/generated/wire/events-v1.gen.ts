// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/api/events/v1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, microTimeCodec, timeCodec } from '@kubets/codec/protobuf';
import { coreV1 } from './core-v1.gen.ts';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'Event' | 'EventList' | 'EventSeries', MessageCodec>>;
let made: Codecs | undefined;
export function eventsV1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rmicroTime$, write: wmicroTime$ } = microTimeCodec;
  const { read: rtime$, write: wtime$ } = timeCodec;
  const { EventSource: { read: rcoreV1$EventSource, write: wcoreV1$EventSource }, ObjectReference: { read: rcoreV1$ObjectReference, write: wcoreV1$ObjectReference } } = coreV1();
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, ObjectMeta: { read: rmetaV1$ObjectMeta, write: wmetaV1$ObjectMeta } } = metaV1();
function rEvent(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.metadata = rmetaV1$ObjectMeta(r, r.open(t)); break;
      case 2: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.eventTime = v; break;
      case 3: o.series = rEventSeries(r, r.open(t)); break;
      case 4: if ((v = r.string(t))) o.reportingController = v; break;
      case 5: if ((v = r.string(t))) o.reportingInstance = v; break;
      case 6: if ((v = r.string(t))) o.action = v; break;
      case 7: if ((v = r.string(t))) o.reason = v; break;
      case 8: o.regarding = rcoreV1$ObjectReference(r, r.open(t)); break;
      case 9: o.related = rcoreV1$ObjectReference(r, r.open(t)); break;
      case 10: if ((v = r.string(t))) o.note = v; break;
      case 11: if ((v = r.string(t))) o.type = v; break;
      case 12: o.deprecatedSource = rcoreV1$EventSource(r, r.open(t)); break;
      case 13: if ((v = rtime$(r, r.open(t))) !== undefined) o.deprecatedFirstTimestamp = v; break;
      case 14: if ((v = rtime$(r, r.open(t))) !== undefined) o.deprecatedLastTimestamp = v; break;
      case 15: if ((v = r.int32(t))) o.deprecatedCount = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEvent(w: W, o: Fields): void {
  let v: unknown;
  w.int(120, o.deprecatedCount);
  w.message(114, o.deprecatedLastTimestamp, wtime$);
  w.message(106, o.deprecatedFirstTimestamp, wtime$);
  w.message(98, o.deprecatedSource, wcoreV1$EventSource);
  w.string(90, o.type);
  w.string(82, o.note);
  if ((v = o.related) != null) w.message(74, v, wcoreV1$ObjectReference);
  w.message(66, o.regarding, wcoreV1$ObjectReference);
  w.string(58, o.reason);
  w.string(50, o.action);
  w.string(42, o.reportingInstance);
  w.string(34, o.reportingController);
  if ((v = o.series) != null) w.message(26, v, wEventSeries);
  w.message(18, o.eventTime, wmicroTime$);
  w.message(10, o.metadata, wmetaV1$ObjectMeta);
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
function rEventSeries(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: o.count = r.int32(t); break;
      case 2: if ((v = rmicroTime$(r, r.open(t))) !== undefined) o.lastObservedTime = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wEventSeries(w: W, o: Fields): void {
  w.message(18, o.lastObservedTime, wmicroTime$);
  w.int(8, o.count);
}
  return { Event: { read: rEvent, write: wEvent }, EventList: { read: rEventList, write: wEventList }, EventSeries: { read: rEventSeries, write: wEventSeries } };
}
