/** Runs the admission plugins that handle a write, in their order. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceReader } from '../access/resource-access.ts';
import type { UserInfo } from '../requests/request.ts';
import type { AdmissionAttributes, AdmissionContext, AdmissionOperation, AdmissionPlugin } from './admission.ts';

/** A write as its request describes it, before there is an object. */
export interface AdmissionRequest {
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  warn(message: string): void;
}

export interface AdmissionChain {
  /** Mutating admission; returns the object to continue with. Synchronous if no plugin handles the write. */
  mutate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
  ): KubeObject | undefined | Promise<KubeObject | undefined>;
  /**
   * Validating admission. Rejects with the StatusError of the first plugin that refuses. Synchronous if no plugin
   * handles it.
   */
  validate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
  ): undefined | Promise<void>;
}

/** The plugins that handle one kind of write. */
interface Concerned {
  readonly mutating: readonly Mutating[];
  readonly validating: readonly Validating[];
}

type Mutating = AdmissionPlugin & Required<Pick<AdmissionPlugin, 'mutate'>>;
type Validating = AdmissionPlugin & Required<Pick<AdmissionPlugin, 'validate'>>;

function concerns(plugin: AdmissionPlugin, request: AdmissionRequest, operation: AdmissionOperation): boolean {
  const { resource, subresources, operations } = plugin.on;
  if (!operations.includes(operation)) return false;
  if (resource !== undefined) {
    const { group, plural } = request.definition;
    if (resource.group !== group || resource.plural !== plural) return false;
  }
  return subresources === undefined
    ? request.subresource === ''
    : subresources.includes(request.subresource) || subresources.includes('*');
}

type Write = readonly [operation: AdmissionOperation, object: KubeObject | undefined, old: KubeObject | undefined];

/** Determined once for each kind of write: by resource, subresource and operation. */
function concernedOf(plugins: readonly AdmissionPlugin[]) {
  const found = new WeakMap<ResourceDefinition, Map<string, Concerned>>();
  return (request: AdmissionRequest, operation: AdmissionOperation): Concerned => {
    let ofResource = found.get(request.definition);
    if (ofResource === undefined) {
      ofResource = new Map();
      found.set(request.definition, ofResource);
    }
    const name = `${operation} ${request.subresource}`;
    let known = ofResource.get(name);
    if (known === undefined) {
      const all = plugins.filter((plugin) => concerns(plugin, request, operation));
      known = {
        mutating: all.filter((plugin): plugin is Mutating => plugin.mutate !== undefined),
        validating: all.filter((plugin): plugin is Validating => plugin.validate !== undefined),
      };
      ofResource.set(name, known);
    }
    return known;
  };
}

export function admissionChain(plugins: readonly AdmissionPlugin[], reader: ResourceReader): AdmissionChain {
  const attributesOf = (
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    oldObject: KubeObject | undefined,
  ): AdmissionAttributes => ({
    operation,
    resource: request.definition,
    subresource: request.subresource,
    namespace: request.namespace,
    name: request.name,
    object,
    oldObject,
    user: request.user,
    dryRun: request.dryRun,
  });
  const contextOf = (request: AdmissionRequest): AdmissionContext => ({
    get: (type, namespace, name) => reader.get(type, namespace, name),
    list: (type, namespace) => reader.list(type, namespace),
    warn: (message) => request.warn(message),
  });
  const mutated = async (plugins: readonly Mutating[], request: AdmissionRequest, ...write: Write) => {
    const [operation, object, old] = write;
    let current = object;
    for (const plugin of plugins) {
      if (current === undefined) return undefined;
      current = await plugin.mutate(current, attributesOf(request, operation, current, old), contextOf(request));
    }
    return current;
  };
  const validated = async (plugins: readonly Validating[], request: AdmissionRequest, ...write: Write) => {
    for (const plugin of plugins) await plugin.validate(attributesOf(request, ...write), contextOf(request));
  };
  const concerned = concernedOf(plugins);
  return {
    mutate(request, ...write) {
      const { mutating } = concerned(request, write[0]);
      return mutating.length === 0 ? write[1] : mutated(mutating, request, ...write);
    },
    validate(request, ...write) {
      const { validating } = concerned(request, write[0]);
      return validating.length === 0 ? undefined : validated(validating, request, ...write);
    },
  };
}
