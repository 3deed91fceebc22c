/** For tests: takes a manifest the way the API server does, and says what a client would be told. */
import type { FieldError } from '@kubets/machinery/field-error';
import type { KubeObject } from '@kubets/machinery/meta';
import { compileType } from '@kubets/schema';
import { defaultsTable, featureDefault, typeTable } from './facts.ts';
import type { ResourceDefinition } from './resource-definition.ts';

const options = { gate: featureDefault };
const context = { now: '2026-01-01T00:00:00Z', user: 'admin' };

/** Whether the types fit at all. */
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

/** As it would be validated and stored. */
export function created<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown): T {
  const object = canonical(definition, manifest);
  return definition.strategy.prepareCreate?.(object, context) ?? object;
}

export const texts = (errors: readonly FieldError[] | undefined): readonly string[] =>
  (errors ?? []).map(({ field, message }) => `${field}: ${message}`);

/** What a create is refused for. */
export function creationErrors<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown) {
  return texts(definition.strategy.validate?.(created(definition, manifest)));
}

/** An update as it would be validated: `change` sees what is stored. */
export function updated<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  manifest: unknown,
  change: (stored: T) => unknown,
): { readonly next: T; readonly old: T } {
  const old = created(definition, manifest);
  const object = canonical(definition, change(old));
  return { old, next: definition.strategy.prepareUpdate?.(object, old, context) ?? object };
}

/** What an update is refused for; that of the fields declared immutable is the engine's. */
export function updateErrors<T extends KubeObject>(
  definition: ResourceDefinition<T>,
  manifest: unknown,
  change: (stored: T) => unknown,
) {
  const { next, old } = updated(definition, manifest, change);
  return texts(definition.strategy.validateUpdate?.(next, old));
}

/** What a create is let through with. */
export function creationWarnings<T extends KubeObject>(definition: ResourceDefinition<T>, manifest: unknown) {
  return definition.strategy.warnings?.(created(definition, manifest), undefined) ?? [];
}
