/** One authorized request for a resource, with everything its operation needs. */
import type { ResourceDefinition, SubresourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { CompiledType } from '@kubets/schema';
import type { AdmissionOperation, AdmissionVersion, OptionsObject } from '../admission/admission.ts';
import type { AdmissionChain } from '../admission/admission-chain.ts';
import type { AdmissionRequest } from '../admission/admitted-write.ts';
import { authorize } from '../authorization/authorize.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { DecodedBody } from '../decode/body.ts';
import {
  type DecodeContext,
  decodeObject,
  decodeObjectInTurns,
  inNamespace,
  readFor,
  type WantedKind,
} from '../decode/object.ts';
import { writeOptionsObject } from '../decode/options-object.ts';
import { managerOf, type WriteOptions } from '../decode/request-options.ts';
import { refuseTooLarge } from '../engine/object-size.ts';
import type { ServedResource } from '../engine/served-resource.ts';
import type { ServedResources } from '../engine/served-resources.ts';
import type { WriteContext } from '../engine/write-context.ts';
import type { AuditAnnotations } from '../requests/audit-annotations.ts';
import type { ApiRequest, RequestInfo } from '../requests/request.ts';
import { Warnings } from '../requests/warnings.ts';
import { admissionVersion, equivalentVersions } from './admission-versions.ts';

export interface ResourceCallParts {
  readonly authorizer: Authorizer;
  readonly admission: AdmissionChain;
  readonly served: ServedResources;
  readonly types: (typeName: string) => CompiledType;
}

export class ResourceCall {
  readonly request: ApiRequest;
  readonly resource: ServedResource;
  readonly subresource: SubresourceDefinition | undefined;
  /** Empty for cluster-scoped resources. */
  readonly namespace: string;
  readonly parts: ResourceCallParts;
  readonly #annotations: AuditAnnotations;
  readonly #warnings = new Warnings();
  #version: AdmissionVersion | undefined;
  #equivalents: readonly AdmissionVersion[] | undefined;
  #large = false;

  constructor(
    request: ApiRequest,
    resource: ServedResource,
    subresource: SubresourceDefinition | undefined,
    annotations: AuditAnnotations,
    parts: ResourceCallParts,
  ) {
    this.request = request;
    this.resource = resource;
    this.subresource = subresource;
    this.namespace = resource.definition.namespaced ? request.info.namespace : '';
    this.parts = parts;
    this.#annotations = annotations;
  }

  get info(): RequestInfo {
    return this.request.info;
  }

  get definition(): ResourceDefinition {
    return this.resource.definition;
  }

  /** Sent to the client once each, in a Warning header. */
  readonly warn = this.#warnings.add;

  get warnings(): { readonly warnings?: readonly string[] } {
    return this.#warnings.all.length === 0 ? {} : { warnings: this.#warnings.all };
  }

  decodeContext(options: WriteOptions): DecodeContext {
    return { validation: options.fieldValidation, now: this.resource.now(), warn: this.warn };
  }

  /** What a body of this call must contain, and its type. */
  wanted(): { readonly kind: WantedKind; readonly type: CompiledType } {
    const { subresource, definition } = this;
    if (subresource === undefined || subresource.typeName === definition.typeName) {
      return { kind: definition, type: this.resource.type };
    }
    return { kind: subresource, type: this.parts.types(subresource.typeName) };
  }

  /** Decodes and defaults the body as an object of the wanted kind, in the namespace of the path. */
  object(options: WriteOptions): KubeObject | Promise<KubeObject> {
    const { kind, type } = this.wanted();
    const strategy = type === this.resource.type ? this.definition.strategy : {};
    const made = (read: DecodedBody): KubeObject | Promise<KubeObject> => {
      this.bodyIs(read);
      const context = this.decodeContext(options);
      if (read.large) return decodeObjectInTurns(read, kind, type, context, strategy).then(kept);
      return inNamespace(decodeObject(read, kind, type, context, strategy), this.namespace);
    };
    const kept = (object: KubeObject): KubeObject => {
      if (this.definition.storagePrefix !== '') refuseTooLarge(object);
      return inNamespace(object, this.namespace);
    };
    const read = readFor(kind, this.request);
    return read instanceof Promise ? read.then(made) : made(read);
  }

  /** Records whether the body is large: call it before `writeContext`. */
  bodyIs({ large }: DecodedBody): void {
    this.#large = large;
  }

  /** `options`: default are those of a write, from the query. */
  admissionRequest(dryRun: boolean, options = this.#writeOptions): AdmissionRequest {
    const { types, served } = this.parts;
    return {
      definition: this.definition,
      subresource: this.info.subresource,
      namespace: this.info.namespace,
      name: this.info.name,
      user: this.request.user,
      signal: this.request.signal,
      dryRun,
      options,
      version: () => {
        this.#version ??= admissionVersion(this, types);
        return this.#version;
      },
      equivalents: () => {
        this.#equivalents ??= equivalentVersions(this, types, served);
        return this.#equivalents;
      },
      warn: this.warn,
      annotate: (...annotation) => this.#annotations.add(...annotation),
    };
  }

  readonly #writeOptions = (operation: AdmissionOperation): OptionsObject =>
    writeOptionsObject(this.request.query, operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions');

  /** The write with its admission. */
  writeContext(options: WriteOptions): WriteContext {
    const { admission } = this.parts;
    const request = this.admissionRequest(options.dryRun);
    return {
      dryRun: options.dryRun,
      manager: managerOf(options, this.request.headers['user-agent'] ?? ''),
      user: this.request.user.name,
      requester: this.request.user,
      warn: this.warn,
      guard: this.request.guard,
      large: this.#large,
      stages: {
        mutate: (object, old) => {
          const placed = (each = object): KubeObject => (each === object ? each : inNamespace(each, this.namespace));
          const admitted = admission.mutate(request, old === undefined ? 'CREATE' : 'UPDATE', object, old);
          return admitted instanceof Promise ? admitted.then(placed) : placed(admitted);
        },
        validate: (object, old, commit) =>
          admission.validate(request, old === undefined ? 'CREATE' : 'UPDATE', object, old, commit),
      },
    };
  }

  /** For an update that becomes a create, and for what the permission to get must not allow. Throws Forbidden. */
  mayCreate(): Promise<void> {
    return authorize(this.parts.authorizer, this.request, { ...this.info, verb: 'create' });
  }
}
