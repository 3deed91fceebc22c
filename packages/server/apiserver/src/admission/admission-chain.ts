/** Runs the admission plugins that handle a write, in their order. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';
import type { ResourceReader } from '../access/resource-access.ts';
import type { AdmissionAttributes, AdmissionCommit, AdmissionOperation, AdmissionPlugin } from './admission.ts';
import { type AdmissionRequest, AdmittedWrite, attributesOf } from './admitted-write.ts';

export interface AdmissionChain {
  /**
   * Mutating admission; returns the object to continue with. Synchronous if no plugin handles the write. The plugins
   * run once more if one of them requests it.
   */
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
    commit?: AdmissionCommit,
  ): undefined | Promise<void>;
}

/** The plugins that handle one kind of write, if they are configured for it. */
interface Concerned {
  readonly mutating: readonly AdmissionPlugin[];
  readonly validating: readonly Validating[];
}

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

function mutates(plugin: AdmissionPlugin, operation: AdmissionOperation): boolean {
  return (operation === 'DELETE' ? plugin.mutateDelete : plugin.mutate) !== undefined;
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
        mutating: all.filter((plugin) => mutates(plugin, operation)),
        validating: all.filter((plugin): plugin is Validating => plugin.validate !== undefined),
      };
      ofResource.set(name, known);
    }
    return known;
  };
}

function isConfigured(plugin: AdmissionPlugin, request: AdmissionRequest, operation: AdmissionOperation): boolean {
  return plugin.isConfigured?.(operation, request.definition, request.subresource) ?? true;
}

async function runMutating(
  plugins: readonly AdmissionPlugin[],
  request: AdmissionRequest,
  first: AdmissionAttributes,
  context: AdmittedWrite,
): Promise<AdmissionAttributes> {
  let attributes = first;
  for (const plugin of plugins) {
    if (!isConfigured(plugin, request, attributes.operation)) continue;
    const { operation, object, oldObject } = attributes;
    if (object === undefined) {
      await plugin.mutateDelete?.(attributes, context);
      continue;
    }
    const next = await plugin.mutate?.(object, attributes, context);
    if (next !== undefined && next !== object) attributes = attributesOf(request, operation, next, oldObject);
  }
  return attributes;
}

export function admissionChain(plugins: readonly AdmissionPlugin[], reader: ResourceReader): AdmissionChain {
  const mutated = async (mutating: readonly AdmissionPlugin[], request: AdmissionRequest, ...write: Write) => {
    const context = new AdmittedWrite(request, reader);
    let attributes = await runMutating(mutating, request, attributesOf(request, ...write), context);
    if (context.reinvoke()) attributes = await runMutating(mutating, request, attributes, context);
    return attributes.object;
  };
  const validated = async (
    validating: readonly Validating[],
    request: AdmissionRequest,
    commit: AdmissionCommit | undefined,
    ...write: Write
  ) => {
    const attributes = attributesOf(request, ...write);
    const context = new AdmittedWrite(request, reader, commit);
    for (const plugin of validating)
      if (isConfigured(plugin, request, write[0])) await plugin.validate(attributes, context);
  };
  const concerned = concernedOf(plugins);
  return {
    mutate(request, ...write) {
      const { mutating } = concerned(request, write[0]);
      if (!mutating.some((plugin) => isConfigured(plugin, request, write[0]))) return write[1];
      return mutated(mutating, request, ...write);
    },
    validate(request, operation, object, old, commit) {
      const { validating } = concerned(request, operation);
      if (!validating.some((plugin) => isConfigured(plugin, request, operation))) return undefined;
      return validated(validating, request, commit, operation, object, old);
    },
  };
}
