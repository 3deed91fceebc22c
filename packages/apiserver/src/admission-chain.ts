/** Runs the admission plugins that a write concerns, in their order. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery';
import type { AdmissionAttributes, AdmissionContext, AdmissionOperation, AdmissionPlugin } from './admission.ts';
import type { UserInfo } from './request.ts';
import type { ResourceReader } from './resource-access.ts';

/** A write as its request names it, before there is an object. */
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
  /** Mutating admission; the object to go on with. */
  mutate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
  ): Promise<KubeObject | undefined>;
  /** Validating admission. Rejects with the StatusError of the first that refuses. */
  validate(
    request: AdmissionRequest,
    operation: AdmissionOperation,
    object: KubeObject | undefined,
    old: KubeObject | undefined,
  ): Promise<void>;
}

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
  return {
    async mutate(request, operation, object, old) {
      let current = object;
      for (const plugin of plugins) {
        if (current === undefined || plugin.mutate === undefined || !concerns(plugin, request, operation)) continue;
        current = await plugin.mutate(current, attributesOf(request, operation, current, old), contextOf(request));
      }
      return current;
    },
    async validate(request, operation, object, old) {
      for (const plugin of plugins) {
        if (plugin.validate === undefined || !concerns(plugin, request, operation)) continue;
        await plugin.validate(attributesOf(request, operation, object, old), contextOf(request));
      }
    },
  };
}
