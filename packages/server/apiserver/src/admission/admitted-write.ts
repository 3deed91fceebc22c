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
  /** An update that creates is a CREATE. */
  options(operation: AdmissionOperation): OptionsObject | undefined;
  /** The version of the request; always the same object. */
  version(): AdmissionVersion;
  /** The other versions; always the same objects. Does not depend on `this`. */
  readonly equivalents: () => readonly AdmissionVersion[];
  warn(message: string): void;
  annotate(key: string, value: string, level?: AnnotationLevel): void;
}

/** A POST has the name in the object only. */
function nameOf({ name }: AdmissionRequest, operation: AdmissionOperation, object: KubeObject | undefined): string {
  return name === '' && operation === 'CREATE' ? (object?.metadata?.name ?? '') : name;
}

/** Made several times for each write: plain properties take a tenth of the time of accessors. */
export function attributesOf(
  request: AdmissionRequest,
  operation: AdmissionOperation,
  object: KubeObject | undefined,
  oldObject: KubeObject | undefined,
): AdmissionAttributes {
  const { definition, namespace } = request;
  const version = request.version();
  const name = nameOf(request, operation, object);
  return {
    operation,
    resource: definition,
    subresource: request.subresource,
    kind: version.kind,
    // A namespace that is created is not part of the path yet.
    namespace: namespace === '' && definition.strategy.isNamespace === true ? name : namespace,
    name,
    object,
    oldObject,
    options: operation === 'CONNECT' ? undefined : request.options(operation),
    user: request.user,
    dryRun: request.dryRun,
    version,
    equivalents: request.equivalents,
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
