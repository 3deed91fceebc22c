/** One served version of a resource: its definition, its schema, its location in the store. */
import type { ResourceDefinition, StrategyContext } from '@kubets/api';
import { type Clock, invariant, type Logger, type Random } from '@kubets/base';
import { apiVersionOf, type GroupResource, type KubeObject } from '@kubets/machinery/meta';
import type { ResourceType } from '@kubets/machinery/resource-type';
import type { CompiledType } from '@kubets/schema';
import type { Store } from '@kubets/storage';
import type { ResourceAccess } from '../access/resource-access.ts';
import type { WriteGuard } from '../access/write-guard.ts';
import { decodeObject } from '../decode/object.ts';
import type { WriteHook } from '../subresources/subresource-handlers.ts';
import type { RegisterSet } from './allocation-register.ts';
import { groupResourceOf } from './kind-rules.ts';
import type { FieldManagement } from './managed-fields.ts';
import type { Shape } from './preparation.ts';
import { secondText } from './second-text.ts';
import type { StoredResource } from './stored-resource.ts';

/** A webhook receives no more objects at once: its deadline is for one request. */
const objectsPerConversion = 500;

/** What every operation of the engine may use. */
export interface EngineContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly fields: FieldManagement;
  readonly hooks: readonly WriteHook[];
  readonly registers: RegisterSet;
  /** The served resource of a type; undefined if it is not served. */
  readonly find: (type: ResourceType) => ServedResource | undefined;
  /** Access for the server itself; its writes are subject to `guard`. */
  readonly access: (guard?: WriteGuard) => ResourceAccess;
}

export class ServedResource {
  readonly definition: ResourceDefinition;
  readonly stored: StoredResource;
  readonly context: EngineContext;
  readonly #compile: () => CompiledType;
  #type: CompiledType | undefined;
  #shape: Shape | undefined;
  readonly #converted = new WeakMap<KubeObject, KubeObject>();

  constructor(
    definition: ResourceDefinition,
    stored: StoredResource,
    context: EngineContext,
    compile: () => CompiledType,
  ) {
    this.definition = definition;
    this.stored = stored;
    this.context = context;
    this.#compile = compile;
  }

  get groupResource(): GroupResource {
    return groupResourceOf(this.definition);
  }

  /** Compiled on first use: start-up does not pay for kinds that nobody writes. */
  get type(): CompiledType {
    this.#type ??= this.#compile();
    return this.#type;
  }

  /** Before `type` or anything that uses it: the schema of a custom resource is compiled on first use, in steps. */
  prepare(): undefined | Promise<void> {
    return this.definition.custom?.prepare();
  }

  get shape(): Shape {
    this.#shape ??= {
      fields: new Set((this.type.node.fields ?? []).map((field) => field.name)),
      empty: (this.type.decode({}).value ?? {}) as Shape['empty'],
    };
    return this.#shape;
  }

  /** A webhook converts the objects: await `converted` before `served`, and `remotelyStorable` instead of `storable`. */
  get isRemote(): boolean {
    return this.definition.conversion?.remote !== undefined;
  }

  /** Converts stored objects, together, so that `served` has them for as long as the caller holds `objects`. */
  async converted(objects: readonly KubeObject[]): Promise<void> {
    const { remote } = this.definition.conversion ?? {};
    if (remote === undefined) return;
    const apiVersion = apiVersionOf(this.definition);
    const left = objects.filter((each) => each.apiVersion !== apiVersion && !this.#converted.has(each));
    for (let start = 0; start < left.length; start += objectsPerConversion) {
      const batch = left.slice(start, start + objectsPerConversion);
      const results = await remote.fromStorage(batch);
      for (const [index, object] of batch.entries()) this.#converted.set(object, results[index] as KubeObject);
    }
  }

  /** A stored object in the served version. Always the same object, so that its bytes are shared. */
  served(object: KubeObject): KubeObject {
    const { conversion } = this.definition;
    if (conversion === undefined) return object;
    let converted = this.#converted.get(object);
    if (converted === undefined) {
      const isOwn = conversion.remote === undefined || object.apiVersion === apiVersionOf(this.definition);
      invariant(isOwn, 'an object is used before a webhook has converted it');
      converted = conversion.fromStorage(object);
      this.#converted.set(object, converted);
    }
    return converted;
  }

  storable(object: KubeObject): KubeObject {
    return this.definition.conversion?.toStorage(object) ?? object;
  }

  async remotelyStorable(object: KubeObject): Promise<KubeObject> {
    const { remote } = this.definition.conversion ?? {};
    if (remote === undefined || object.apiVersion === apiVersionOf(this.stored.definition))
      return this.storable(object);
    const [stored = object] = await remote.toStorage([object]);
    return stored;
  }

  /**
   * An object created in code, as decoding would return it: canonical and defaulted. Throws BadRequest for wrong types.
   */
  canonical(object: KubeObject): KubeObject {
    const { definition, type } = this;
    const context = { validation: 'Ignore', now: this.now(), warn: () => undefined } as const;
    const body = { value: object, complaints: [], large: false, excerpt: () => '' };
    return decodeObject(body, definition, type, context, definition.strategy);
  }

  /** RFC 3339, seconds. */
  now(): string {
    return secondText(this.context.clock.now());
  }

  strategyContext(user: string, requester?: StrategyContext['requester']): StrategyContext {
    return { now: this.now(), user, requester };
  }
}
