/** Versions in the store as they are answered with: in the version of the API that was asked for. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ServedObject, ServedObjects } from '../requests/served-object.ts';
import type { Endpoint } from './endpoint.ts';
import { headOf, tailAfter } from './object-bytes.ts';
import type { StoredObject } from './stored-resource.ts';

class ServedVersion implements ServedObject {
  readonly version: StoredObject;
  readonly #endpoint: Endpoint;
  readonly #head: Uint8Array | undefined;

  constructor(version: StoredObject, endpoint: Endpoint, head: Uint8Array | undefined) {
    this.version = version;
    this.#endpoint = endpoint;
    this.#head = head;
  }

  get object(): KubeObject {
    return this.#endpoint.served(this.version.object);
  }

  glance(): KubeObject {
    return this.#endpoint.served(this.version.glance());
  }

  get revision(): number {
    return this.version.revision;
  }

  tail(): Uint8Array | undefined {
    return this.#head && tailAfter(this.version.entry.value, this.#head);
  }
}

/** How an endpoint shows what is stored. Made per request. */
export function showing(endpoint: Endpoint): (version: StoredObject) => ServedObject {
  const { definition } = endpoint;
  const head = definition.conversion === undefined ? headOf(definition) : undefined;
  return (version) => new ServedVersion(version, endpoint, head);
}

export function servedList(endpoint: Endpoint, versions: readonly StoredObject[]): ServedObjects {
  const show = showing(endpoint);
  return {
    length: versions.length,
    *[Symbol.iterator]() {
      for (const version of versions) yield show(version);
    },
  };
}
