/** The served versions of the resource of a write, as admission plugins see them. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { CompiledType } from '@kubets/schema';
import type { AdmissionVersion, GroupVersionKind } from '../admission/admission.ts';
import { decodeObject } from '../decode/object.ts';
import type { ServedResource } from '../engine/served-resource.ts';
import type { ServedResources } from '../engine/served-resources.ts';

interface Place {
  readonly resource: ServedResource;
  readonly subresource: SubresourceDefinition | undefined;
}

type Types = (typeName: string) => CompiledType;

/** Whether the objects of the subresource are those of the resource (`status`). */
function isWhole({ resource, subresource }: Place): boolean {
  return subresource === undefined || subresource.typeName === resource.definition.typeName;
}

function kindOf({ resource, subresource }: Place): GroupVersionKind {
  const { group, version, kind } = subresource ?? resource.definition;
  return { group, version, kind };
}

class ServedAdmissionVersion implements AdmissionVersion {
  readonly resource: ResourceDefinition;
  readonly kind: GroupVersionKind;
  readonly #place: Place;
  readonly #request: Place;
  readonly #types: Types;

  constructor(place: Place, request: Place, types: Types) {
    this.#place = place;
    this.#request = request;
    this.#types = types;
    this.resource = place.resource.definition;
    this.kind = kindOf(place);
  }

  get type(): CompiledType {
    const { resource, subresource } = this.#place;
    return subresource === undefined || isWhole(this.#place) ? resource.type : this.#types(subresource.typeName);
  }

  fromRequest(object: KubeObject): KubeObject | Promise<KubeObject> {
    return this.#converted(object, this.#request, this.#place);
  }

  toRequest(object: KubeObject): KubeObject | Promise<KubeObject> {
    return this.#converted(object, this.#place, this.#request);
  }

  decode(value: unknown): KubeObject {
    const { resource } = this.#place;
    const strategy = isWhole(this.#place) ? resource.definition.strategy : {};
    const context = { validation: 'Ignore', now: resource.now(), warn: () => undefined } as const;
    const body = { value, complaints: [], large: false, excerpt: () => JSON.stringify(value) };
    return decodeObject(body, this.kind, this.type, context, strategy);
  }

  /** Every version of a resource has the same Scale. */
  #converted(object: KubeObject, from: Place, to: Place): KubeObject | Promise<KubeObject> {
    if (from === to || !isWhole(from)) return object;
    if (to.resource.definition.custom !== undefined) return customConverted(object, from.resource, to.resource);
    return to.resource.served(from.resource.storable(object));
  }
}

/** Types of custom resources are compiled on first use, and a webhook may convert their objects. */
async function customConverted(object: KubeObject, from: ServedResource, to: ServedResource): Promise<KubeObject> {
  await to.prepare();
  const stored = await from.remotelyStorable(object);
  await to.converted([stored]);
  return to.served(stored);
}

export function admissionVersion(request: Place, types: Types): AdmissionVersion {
  return new ServedAdmissionVersion(request, request, types);
}

export function equivalentVersions(request: Place, types: Types, served: ServedResources): readonly AdmissionVersion[] {
  const { subresource } = request;
  return served.equivalents(request.resource).flatMap((resource): readonly AdmissionVersion[] => {
    if (subresource === undefined) return [new ServedAdmissionVersion({ resource, subresource }, request, types)];
    const same = resource.definition.subresources.find((each) => each.name === subresource.name);
    return same === undefined ? [] : [new ServedAdmissionVersion({ resource, subresource: same }, request, types)];
  });
}
