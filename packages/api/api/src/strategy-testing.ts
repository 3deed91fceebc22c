/** For tests: processes a manifest as the API server does, and returns the errors and warnings. */
import type { FieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { compileType } from '@kubets/schema';
import { defaultsTable, featureDefault, typeTable } from './facts.ts';
import type { ResourceDefinition } from './resource-definition.ts';

const options = { gate: featureDefault };
const context = { now: '2026-01-01T00:00:00Z', user: 'admin' };

/** Whether the manifest can be decoded. */
export function decodes(definition: ResourceDefinition, manifest: unknown): boolean {
  return compileType(definition.typeName, typeTable(), defaultsTable(), options).decode(manifest).error === undefined;
}

/** Decoded and defaulted. */
export function canonical<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown): T {
  const type = compileType(definition.typeName, typeTable(), defaultsTable(), options);
  const { value } = type.decode(manifest);
  const object = type.applyDefaults(value, { now: context.now }) as T;
  return definition.strategy.default?.(object) ?? object;
}

/** The object as it is validated and stored. */
export function created<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown): T {
  const object = canonical(definition, manifest);
  return definition.strategy.prepareCreate?.(object, context) ?? object;
}

export const texts = (errors: readonly FieldError[] | undefined): readonly string[] =>
  (errors ?? []).map(({ field, message }) => `${field}: ${message}`);

/** The validation errors of a create. */
export function creationErrors<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown) {
  return texts(definition.strategy.validate?.(created(definition, manifest)));
}

/** The object of an update as it is validated. `change` receives the stored object. */
export function updated<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  manifest: unknown,
  change: (stored: T) => unknown,
): { readonly next: T; readonly old: T } {
  const old = created(definition, manifest);
  const object = canonical(definition, change(old));
  return { old, next: definition.strategy.prepareUpdate?.(object, old, context) ?? object };
}

/** The validation errors of an update. The engine checks fields that are declared immutable. */
export function updateErrors<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  manifest: unknown,
  change: (stored: T) => unknown,
) {
  const { next, old } = updated(definition, manifest, change);
  return texts(definition.strategy.validateUpdate?.(next, old));
}

/** The warnings of a create. */
export function creationWarnings<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown) {
  return definition.strategy.warnings?.(created(definition, manifest), undefined) ?? [];
}

/** The errors of the validation that is loaded late: of a create without `stored`, else of an update or of a subresource. */
export async function lateErrors<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  manifest: unknown,
  stored?: unknown,
  subresource = '',
) {
  const old = stored === undefined ? undefined : canonical(definition, stored);
  return texts(await definition.strategy.validateInTurns?.(canonical(definition, manifest), old, subresource));
}
