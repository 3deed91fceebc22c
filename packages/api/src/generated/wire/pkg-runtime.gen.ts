// Generated from packages/api/facts by `npm run generate`. Do not edit.
/** Messages of k8s.io/apimachinery/pkg/runtime. */
import { type Fields, type MessageCodec, type MessageReader as R, type MessageWriter as W, jsonCodec, unknownCodec } from '@kubets/machinery';

type Codecs = Readonly<Record<'RawExtension' | 'TypeMeta' | 'Unknown', MessageCodec>>;
let made: Codecs | undefined;
export function pkgRuntime(): Codecs {
  made ??= make();
  return made;
}
function make(): Codecs {
  const { read: rjson$, write: wjson$ } = jsonCodec;
  const { read: runknown$, write: wunknown$ } = unknownCodec;
function rTypeMeta(r: R, end: number): Fields {
  const o: Fields = {};
  let v: unknown;
  while (r.at < end) {
    const t = r.tag();
    switch (t >>> 3) {
      case 1: if ((v = r.string(t))) o.apiVersion = v; break;
      case 2: if ((v = r.string(t))) o.kind = v; break;
      default: r.skip(t);
    }
  }
  r.close(end);
  return o;
}
function wTypeMeta(w: W, o: Fields): void {
  w.string(18, o.kind);
  w.string(10, o.apiVersion);
}
  return { RawExtension: { read: rjson$, write: wjson$ }, TypeMeta: { read: rTypeMeta, write: wTypeMeta }, Unknown: { read: runknown$, write: wunknown$ } };
}
