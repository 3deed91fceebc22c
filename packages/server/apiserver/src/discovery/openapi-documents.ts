/**
 * The OpenAPI documents of the served resources. What a group version contributes is encoded once: a change to another
 * group version costs it nothing.
 */
import type { ResourceDefinition } from '@kubets/api';
import {
  contentFingerprints,
  isBuiltinType,
  type OpenApiContent,
  type OpenApiPart,
  type OpenApiTypes,
  openApiParts,
  openApiV3Index,
  openApiV3Key,
} from '@kubets/api/openapi';
import { encodeJson } from '@kubets/machinery/json';
import type { ResourceRegistry } from '../engine/resource-registry.ts';
import { documentHash } from './hashes.ts';
import { dialectOf, type EncodedParts, encodeParts, joinParts, type OpenApiForm } from './openapi-encoding.ts';

/** What an aggregated API server adds to the v2 document. */
export interface RemoteOpenApiParts {
  /** Changes whenever the parts have changed. */
  readonly hash: string;
  /** Their names differ from those of all other parts. */
  parts(): Iterable<OpenApiPart>;
}

/** The documents of aggregated API servers. They are read in the background. */
export interface RemoteOpenApi {
  /** In the order of their priority. */
  v2(): readonly RemoteOpenApiParts[];
  /** The hashes of v3 documents that requests are forwarded for, by key. */
  v3(): ReadonlyMap<string, string>;
}

/** What the documents contain besides the built-in types. */
export interface OpenApiSources {
  /**
   * The types of custom resources. The documents of a group version are made again when one of its resources is
   * registered with another definition.
   */
  readonly types?: OpenApiTypes;
  readonly remote?: RemoteOpenApi;
}

/** Documents of custom resources that are kept: clients ask for few of them again. */
const maxKeptDocuments = 64;

/** The first call's promise is for all callers; a failure is not kept. */
class Memo<T> {
  readonly #made = new Map<string, Promise<T>>();
  readonly #limit: number;

  constructor(limit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
  }

  of(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(key, made);
    made.catch(() => this.#made.delete(key));
    const [oldest] = this.#made.keys();
    if (this.#made.size > this.#limit && oldest !== undefined) this.#made.delete(oldest);
    return made;
  }
}

/** Resources that change together: all built-in ones, or the custom resources of a group version. */
class Unit {
  readonly content: OpenApiContent;
  readonly #encoded = new Memo<EncodedParts>();
  #hash: Promise<string> | undefined;

  constructor(content: OpenApiContent) {
    this.content = content;
  }

  isOf(resources: readonly ResourceDefinition[]): boolean {
    const { resources: own } = this.content;
    return own.length === resources.length && own.every((each, index) => each === resources[index]);
  }

  hash(): Promise<string> {
    this.#hash ??= documentHash([...contentFingerprints(this.content)].join('\n'));
    return this.#hash;
  }

  encoded(form: OpenApiForm): Promise<EncodedParts> {
    return this.#encoded.of(form, () => encodeParts(openApiParts(this.content, dialectOf(form)), form));
  }
}

const builtinKey = '';

function grouped(
  resources: readonly ResourceDefinition[],
  keyOf: (resource: ResourceDefinition) => string,
): ReadonlyMap<string, readonly ResourceDefinition[]> {
  const groups = new Map<string, ResourceDefinition[]>();
  for (const resource of resources) {
    const key = keyOf(resource);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [resource]);
    else group.push(resource);
  }
  return groups;
}

/** The units of these groups; those whose resources are the same as before are kept. */
function unitsOf(
  groups: ReadonlyMap<string, readonly ResourceDefinition[]>,
  before: ReadonlyMap<string, Unit>,
  options: Omit<OpenApiContent, 'resources'>,
): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const [key, resources] of groups) {
    const known = before.get(key);
    const make = (): Unit =>
      new Unit({
        ...options,
        resources,
        withoutBuiltinTypes: options.withoutBuiltinTypes === true && key !== builtinKey,
      });
    units.set(key, known?.isOf(resources) ? known : make());
  }
  return units;
}

export class OpenApiDocuments {
  readonly #registry: ResourceRegistry;
  readonly #sources: OpenApiSources;
  #generation = -1;
  /** The v2 document: built-in resources, and the custom resources of each group version. */
  #v2: ReadonlyMap<string, Unit> = new Map();
  /** Each group version by its key. */
  #v3: ReadonlyMap<string, Unit> = new Map();
  /** Encoded parts of aggregated API servers, by hash and form. */
  #remote = new Map<string, Promise<EncodedParts>>();
  /** The last v2 document of each form, with its ETag. */
  readonly #whole = new Map<OpenApiForm, { readonly etag: string; readonly bytes: Promise<Uint8Array> }>();
  readonly #kept = new Memo<Uint8Array>(maxKeptDocuments);

  constructor(registry: ResourceRegistry, sources: OpenApiSources = {}) {
    this.#registry = registry;
    this.#sources = sources;
  }

  #refresh(): void {
    if (this.#generation === this.#registry.generation) return;
    this.#generation = this.#registry.generation;
    const { types } = this.#sources;
    const options = types === undefined ? {} : { types };
    const all = this.#registry.all();
    const byUnit = grouped(all, (each) => (isBuiltinType(each.typeName) ? builtinKey : openApiV3Key(each)));
    this.#v2 = unitsOf(byUnit, this.#v2, { ...options, withoutBuiltinTypes: true });
    this.#v3 = unitsOf(grouped(all, openApiV3Key), this.#v3, options);
  }

  /** Changes whenever the v2 document may have changed. */
  async v2Hash(): Promise<string> {
    this.#refresh();
    const own = await Promise.all([...this.#v2.values()].map((unit) => unit.hash()));
    const remote = (this.#sources.remote?.v2() ?? []).map((each) => each.hash);
    return documentHash([...own, ...remote].join('\n'));
  }

  /** `hash`: of `v2Hash`. */
  v2(form: 'v2' | 'v2.protobuf', hash: string): Promise<Uint8Array> {
    const known = this.#whole.get(form);
    if (known?.etag === hash) return known.bytes;
    const bytes = this.#joined(form);
    const made = { etag: hash, bytes };
    this.#whole.set(form, made);
    bytes.catch(() => {
      if (this.#whole.get(form) === made) this.#whole.delete(form);
    });
    return bytes;
  }

  async #joined(form: OpenApiForm): Promise<Uint8Array> {
    this.#refresh();
    const units = [...this.#v2.values()];
    const remote = this.#sources.remote?.v2() ?? [];
    const encoded: EncodedParts[] = [];
    // One after another: what several share is in memory once.
    for (const unit of units) encoded.push(await unit.encoded(form));
    const kept = new Map<string, Promise<EncodedParts>>();
    for (const each of remote) {
      const key = `${form} ${each.hash}`;
      const parts = this.#remote.get(key) ?? encodeParts(each.parts(), form);
      kept.set(key, parts);
      encoded.push(await parts);
    }
    for (const [key, parts] of this.#remote) if (!key.startsWith(`${form} `)) kept.set(key, parts);
    this.#remote = kept;
    return joinParts(encoded, form);
  }

  /** The hash of a v3 document; undefined if nothing is served under the key. Clients cache documents by it. */
  async v3Hash(key: string): Promise<string | undefined> {
    this.#refresh();
    return this.#v3.get(key)?.hash();
  }

  /** The v3 document of this key and hash. */
  v3(key: string, hash: string): Promise<Uint8Array> {
    return this.#kept.of(`${key} ${hash}`, async () => {
      this.#refresh();
      const unit = this.#v3.get(key);
      // Not kept in the unit: the whole document is.
      const parts = unit === undefined ? [] : openApiParts(unit.content, 'v3');
      return joinParts([await encodeParts(parts, 'v3')], 'v3');
    });
  }

  /** The response of `/openapi/v3`. */
  async index(): Promise<Uint8Array> {
    this.#refresh();
    const hashes = new Map<string, string>();
    for (const [key, unit] of this.#v3) hashes.set(key, await unit.hash());
    for (const [key, hash] of this.#sources.remote?.v3() ?? []) if (!hashes.has(key)) hashes.set(key, hash);
    return new TextEncoder().encode(encodeJson(openApiV3Index(hashes)));
  }
}
