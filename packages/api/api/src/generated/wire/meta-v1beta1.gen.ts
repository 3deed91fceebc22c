// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/apimachinery/pkg/apis/meta/v1beta1. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W } from '@kubets/codec/protobuf';
import { metaV1 } from './meta-v1.gen.ts';

type Codecs = Readonly<Record<'PartialObjectMetadataList', MessageCodec>>;
let made: Codecs | undefined;
export function metaV1beta1(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { ListMeta: { read: rmetaV1$ListMeta, write: wmetaV1$ListMeta }, PartialObjectMetadata: { read: rmetaV1$PartialObjectMetadata, write: wmetaV1$PartialObjectMetadata } } = metaV1();
function rPartialObjectMetadataList(r: R, end: number): Fields {
  const o: Fields = {};
  let a1: unknown[] | undefined;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: (a1 ??= o.items = []).push(rmetaV1$PartialObjectMetadata(r, r.open(t))); break;
      case 2: o.metadata = rmetaV1$ListMeta(r, r.open(t)); break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wPartialObjectMetadataList(w: W, o: Fields): void {
  let v: unknown;
  w.message(18, o.metadata, wmetaV1$ListMeta);
  if ((v = o.items) != null) w.messages(10, v, wmetaV1$PartialObjectMetadata);
}
  return { PartialObjectMetadataList: { read: rPartialObjectMetadataList, write: wPartialObjectMetadataList } };
}
