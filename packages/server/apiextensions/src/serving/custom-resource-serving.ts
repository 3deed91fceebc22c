/** Registers the resources of CustomResourceDefinitions with the server, and replaces them when their definition changes. */
import type { CustomResourceDefinition, ResourceDefinition } from '@kubets/api';
import type { OpenApiType } from '@kubets/api/openapi';
import type { ApiServer } from '@kubets/apiserver';
import { type Clock, deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { type Converter, noneConverter } from '../conversion/converter.ts';
import { type WebhookConverterParts, webhookConverter } from '../conversion/webhook-converter.ts';
import { conditionIsTrue, customDefinitions } from './custom-definitions.ts';
import { type PublishedTypes, publishedTypes } from './published-types.ts';
import { storageVersionHash } from './storage-version-hash.ts';
import { VersionTypes } from './version-types.ts';

export interface CustomResourceParts {
  readonly server: Pick<ApiServer, 'resources' | 'replaceResource' | 'retireResource'>;
  readonly clock: Clock;
  /** How conversion webhooks are called. */
  readonly webhooks: WebhookConverterParts;
}

function converterOf(crd: CustomResourceDefinition, { webhooks }: CustomResourceParts): Converter {
  return crd.spec.conversion?.strategy === 'Webhook' ? webhookConverter(crd, webhooks) : noneConverter;
}

/** Requests that have begun may still use a replaced definition; then its watches end, as upstream. */
const graceMs = 1_000;

/** What of a definition its resources depend on. */
interface Basis {
  readonly uid: string | undefined;
  readonly generation: number | undefined;
  readonly acceptedNames: object | undefined;
}

interface Served {
  readonly basis: Basis;
  readonly established: boolean;
  readonly terminating: boolean;
  readonly types: VersionTypes;
  readonly replaced: AbortController;
  readonly definitions: readonly ResourceDefinition[];
}

const basisOf = ({ metadata, status }: CustomResourceDefinition): Basis => ({
  uid: metadata?.uid,
  generation: metadata?.generation,
  acceptedNames: status?.acceptedNames,
});

const nameOf = ({ metadata }: KubeObject): string => metadata?.name ?? '';

export class CustomResourceServing {
  readonly #parts: CustomResourceParts;
  readonly #served = new Map<string, Served>();
  /** By type name. */
  readonly #published = new Map<string, PublishedTypes>();

  constructor(parts: CustomResourceParts) {
    this.#parts = parts;
  }

  /** All definitions: those that are not among them are no longer served. */
  async all(crds: readonly CustomResourceDefinition[]): Promise<void> {
    const names = new Set(crds.map(nameOf));
    for (const name of this.#served.keys()) if (!names.has(name)) this.remove(name);
    for (const crd of crds) await this.changed(crd);
  }

  /** The published type of a custom resource or of its list. `typeName` as in its definition, for lists with `List`. */
  openApiType(typeName: string): OpenApiType | undefined {
    const found = this.#published.get(typeName);
    if (found !== undefined) return found.type;
    const item = this.#published.get(typeName.replace(/List$/, ''));
    return item?.list;
  }

  async changed(crd: CustomResourceDefinition): Promise<void> {
    const name = nameOf(crd);
    const known = this.#served.get(name);
    const established = conditionIsTrue(crd, 'Established');
    const terminating = conditionIsTrue(crd, 'Terminating');
    const basis = basisOf(crd);
    const same = known !== undefined && deepEqual(known.basis, basis);
    if (same && known.established === established && known.terminating === terminating) return;
    const { types, replaced } = same ? known : { types: new VersionTypes(crd), replaced: new AbortController() };
    const defined = customDefinitions({
      crd,
      typeOf: (version) => types.of(version),
      converter: converterOf(crd, this.#parts),
      replaced: replaced.signal,
      storageVersionHash: await storageVersionHash(crd.spec),
    });
    const definitions = this.#parts.server.replaceResource(known?.definitions ?? [], defined);
    for (const each of known?.definitions ?? []) this.#published.delete(each.typeName);
    for (const each of definitions) this.#published.set(each.typeName, publishedTypes(each, types));
    this.#served.set(name, { basis, established, terminating, types, replaced, definitions });
    if (known !== undefined && !same) this.#end(known);
  }

  remove(name: string): void {
    const known = this.#served.get(name);
    if (known === undefined) return;
    this.#served.delete(name);
    this.#parts.server.replaceResource(known.definitions, []);
    for (const each of known.definitions) this.#published.delete(each.typeName);
    this.#end(known);
  }

  #end({ replaced, definitions }: Served): void {
    this.#parts.clock.setTimer(graceMs, () => {
      replaced.abort();
      const [first] = definitions;
      if (first !== undefined) void this.#parts.server.retireResource(first);
    });
  }
}
