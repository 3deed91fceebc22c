/** Converts stored versions to the API version of a request. */
import type { KubeObject } from '@kubets/machinery/meta';
import type { ServedObject, ServedObjects } from '../requests/served-object.ts';
import { headOf, tailAfter } from './object-bytes.ts';
import type { ServedResource } from './served-resource.ts';
import type { StoredObject } from './stored-resource.ts';

class ServedVersion implements ServedObject {
  readonly version: StoredObject;
  readonly #resource: ServedResource;
  readonly #head: Uint8Array | undefined;

  constructor(version: StoredObject, resource: ServedResource, head: Uint8Array | undefined) {
    this.version = version;
    this.#resource = resource;
    this.#head = head;
  }

  get object(): KubeObject {
    return this.#resource.served(this.version.object);
  }

  glance(): KubeObject {
    return this.#resource.served(this.version.glance());
  }

  get revision(): number {
    return this.version.revision;
  }

  tail(): Uint8Array | undefined {
    return this.#head && tailAfter(this.version.entry.value, this.#head);
  }
}

/** How a resource converts stored objects. Created per request. */
export function showing(resource: ServedResource): (version: StoredObject) => ServedObject {
  const { definition } = resource;
  const head = definition.conversion === undefined ? headOf(definition) : undefined;
  return (version) => new ServedVersion(version, resource, head);
}

/** A version that a webhook has converted: the result is held with it. */
class ConvertedVersion implements ServedObject {
  readonly version: StoredObject;
  readonly object: KubeObject;

  constructor(version: StoredObject, object: KubeObject) {
    this.version = version;
    this.object = object;
  }

  glance(): KubeObject {
    return this.object;
  }

  get revision(): number {
    return this.version.revision;
  }

  tail(): undefined {
    return undefined;
  }
}

/** Of a resource whose objects a webhook converts. */
export async function remotelyServed(
  resource: ServedResource,
  versions: readonly StoredObject[],
): Promise<readonly ServedObject[]> {
  const objects = versions.map((version) => version.object);
  await resource.converted(objects);
  return versions.map((version, index) => new ConvertedVersion(version, resource.served(objects[index] as KubeObject)));
}

export function servedList(resource: ServedResource, versions: readonly StoredObject[]): ServedObjects {
  const show = showing(resource);
  return {
    length: versions.length,
    *[Symbol.iterator]() {
      for (const version of versions) yield show(version);
    },
  };
}
