/** An object of a response: decoded for callers in this process, as bytes for the wire. */
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';

export interface ServedObject {
  /** Shared with everyone who holds it at the time, and immutable. */
  readonly object: KubeObject;
  /** The same for a moment's look, to be let go of at once. */
  glance(): KubeObject;
  /** What encodings are shared by: the same for every answer with this version of the object. */
  readonly version: object;
  readonly revision: number;
  /** The JSON after `{"kind":…,"apiVersion":…,"metadata":{`, but for the resourceVersion; undefined when it must be encoded. */
  tail(): Uint8Array | undefined;
}

/** The objects of a list, made as they are walked through. */
export interface ServedObjects extends Iterable<ServedObject> {
  readonly length: number;
}

export interface ServedEvent {
  readonly type: WatchEvent<KubeObject>['type'];
  readonly served: ServedObject;
}

/** Events that came in together; never none. */
export type ServedEvents = readonly ServedEvent[];

/** An object that is in no store. */
export function unstored(object: KubeObject): ServedObject {
  return { object, glance: () => object, version: object, revision: 0, tail: () => undefined };
}
