/** A write as admission plugins see it, and what they may do while they handle it. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceReader } from '../access/resource-access.ts';
import type { AnnotationLevel } from '../requests/audit-annotations.ts';
import type { UserInfo } from '../requests/request.ts';
import type {
  AdmissionAttributes,
  AdmissionCommit,
  AdmissionContext,
  AdmissionOperation,
  AdmissionVersion,
  GroupVersionKind,
  OptionsObject,
} from './admission.ts';

/** A write as its request describes it, before there is an object. */
export interface AdmissionRequest {
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Called only if a plugin asks for it. An update that creates is a CREATE. */
  options(operation: AdmissionOperation): OptionsObject | undefined;
  /** The version of the request, and the others. Called only if a plugin asks for them. */
  version(): AdmissionVersion;
  equivalents(): readonly AdmissionVersion[];
  warn(message: string): void;
  annotate(key: string, value: string, level?: AnnotationLevel): void;
}

/** What a write is about. A POST has the name in the object only, and a new namespace is not part of its path. */
function placeOf(
  { definition, namespace, name }: AdmissionRequest,
  operation: AdmissionOperation,
  object: KubeObject | undefined,
): { readonly namespace: string; readonly name: string } {
  const own = name === '' && operation === 'CREATE' ? (object?.metadata?.name ?? '') : name;
  return { name: own, namespace: namespace === '' && definition.strategy.isNamespace === true ? own : namespace };
}

/** Computes what few plugins need when it is read. */
export function attributesOf(
  request: AdmissionRequest,
  operation: AdmissionOperation,
  object: KubeObject | undefined,
  oldObject: KubeObject | undefined,
): AdmissionAttributes {
  let version: AdmissionVersion | undefined;
  let equivalents: readonly AdmissionVersion[] | undefined;
  return {
    operation,
    resource: request.definition,
    subresource: request.subresource,
    ...placeOf(request, operation, object),
    object,
    oldObject,
    user: request.user,
    dryRun: request.dryRun,
    get kind(): GroupVersionKind {
      return this.version.kind;
    },
    get options(): OptionsObject | undefined {
      return operation === 'CONNECT' ? undefined : request.options(operation);
    },
    get version(): AdmissionVersion {
      version ??= request.version();
      return version;
    },
    equivalents() {
      equivalents ??= request.equivalents();
      return equivalents;
    },
  };
}

/** Its functions do not depend on `this`: plugins may take them apart. */
export class AdmittedWrite implements AdmissionContext {
  readonly #request: AdmissionRequest;
  readonly #reader: ResourceReader;
  #remembered: Map<string, object> | undefined;
  #run: 'first' | 'first, with another' | 'second' = 'first';

  readonly commit: AdmissionCommit | undefined;

  constructor(request: AdmissionRequest, reader: ResourceReader, commit?: AdmissionCommit) {
    this.#request = request;
    this.#reader = reader;
    this.commit = commit;
  }

  readonly get: AdmissionContext['get'] = (type, namespace, name) => this.#reader.get(type, namespace, name);

  readonly list: AdmissionContext['list'] = (type, namespace) => this.#reader.list(type, namespace);

  readonly scan: AdmissionContext['scan'] = (type, namespace, visit) => this.#reader.scan(type, namespace, visit);

  readonly warn = (message: string): void => this.#request.warn(message);

  readonly annotate: AdmissionContext['annotate'] = (...annotation) => this.#request.annotate(...annotation);

  get signal(): AbortSignal {
    return this.#request.signal;
  }

  get isReinvocation(): boolean {
    return this.#run === 'second';
  }

  readonly requestReinvocation = (): void => {
    if (this.#run === 'first') this.#run = 'first, with another';
  };

  readonly remembered = <V extends object>(plugin: string, create: () => V): V => {
    this.#remembered ??= new Map();
    const known = this.#remembered.get(plugin);
    if (known !== undefined) return known as V;
    const made = create();
    this.#remembered.set(plugin, made);
    return made;
  };

  /** Begins the second run. False: none was requested, or it has begun already. */
  reinvoke(): boolean {
    if (this.#run !== 'first, with another') return false;
    this.#run = 'second';
    return true;
  }
}
