/** What a write of a CustomResourceDefinition changes in it, and its conditions. Pure. */
import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from '../generated/apiextensions/v1.ts';

type Definition = CustomResourceDefinition;

/** The version in which objects are stored. It joins those in which objects have been stored. */
function withStorageVersion(definition: Definition): Definition {
  const stored = definition.status?.storedVersions ?? [];
  const storage = (definition.spec.versions ?? []).find((version) => version.storage)?.name;
  if (storage === undefined || stored.includes(storage)) return definition;
  return { ...definition, status: { ...definition.status, storedVersions: [...stored, storage] } };
}

/** A new definition has no status, except for the storage version. */
export function prepareDefinition(definition: Definition): Definition {
  const { storedVersions: _, ...status } = definition.status ?? {};
  return withStorageVersion({ ...definition, status });
}

export function prepareDefinitionUpdate(definition: Definition): Definition {
  return withStorageVersion(definition);
}

export function definitionCondition(
  definition: Definition,
  type: string,
): CustomResourceDefinitionCondition | undefined {
  return definition.status?.conditions?.find((condition) => condition.type === type);
}

/** `definition` with the condition, whose time changes with its status only. `now`: RFC 3339. */
export function withDefinitionCondition(
  definition: Definition,
  condition: Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>,
  now: string,
): Definition {
  const all = definition.status?.conditions ?? [];
  const standing = all.find(({ type }) => type === condition.type);
  const since = standing?.status === condition.status ? (standing.lastTransitionTime ?? now) : now;
  const next = { ...standing, ...condition, lastTransitionTime: since };
  const conditions = standing === undefined ? [...all, next] : all.map((each) => (each === standing ? next : each));
  return { ...definition, status: { ...definition.status, conditions } };
}

/** A definition that a DELETE has marked. Another one changes nothing. */
export function markTerminating(definition: Definition): Definition {
  if (definitionCondition(definition, 'Terminating')?.status === 'True') return definition;
  const condition = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  return withDefinitionCondition(definition, condition, definition.metadata?.deletionTimestamp ?? '');
}
