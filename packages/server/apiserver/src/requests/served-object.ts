/** An object of a response: decoded for callers in this process, as bytes for the wire. */
import type { KubeObject, WatchEvent } from '@kubets/machinery/meta';

export interface ServedObject {
  /** Shared with all current users, and immutable. */
  readonly object: KubeObject;
  /** The same for immediate use; it must not be kept. */
  glance(): KubeObject;
  /** The key by which encodings are shared: the same for every answer with this version of the object. */
  readonly version: object;
  readonly revision: number;
  /**
   * The JSON after `{"kind":…,"apiVersion":…,"metadata":{`, without the resourceVersion; undefined if it must be
   * encoded.
   */
  tail(): Uint8Array | undefined;
}

/** The objects of a list, created during iteration. */
export interface ServedObjects extends Iterable<ServedObject> {
  readonly length: number;
}

export interface ServedEvent {
  readonly type: WatchEvent<KubeObject>['type'];
  readonly served: ServedObject;
}

/** Events that arrived together; at least one. */
export type ServedEvents = readonly ServedEvent[];

/** An object that is not stored. */
export function unstored(object: KubeObject): ServedObject {
  return { object, glance: () => object, version: object, revision: 0, tail: () => undefined };
}
