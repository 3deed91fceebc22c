/** Field management by the schemas of the API: the engine's interface to server-side apply (`@kubets/patch/apply`). */
import type { ResourceDefinition } from '@kubets/api';
import { builtinResources } from '@kubets/api/catalog';
import { inTurns } from '@kubets/base';
import { apiVersionOf, type KubeObject, parseApiVersion } from '@kubets/machinery/meta';
import {
  applyConfiguration,
  applySteps,
  type FieldWriteRequest,
  updateManagedFields,
  updateManagedFieldsSteps,
  type VersionHook,
} from '@kubets/patch/apply';
import type { TypeTable } from '@kubets/schema';
import { CreatedManagedFields } from './created-managed-fields.ts';
import type { FieldManagement, FieldWrite } from './managed-fields.ts';
import { resetFields } from './reset-fields.ts';

/** Another version of the resource `plural`, if there is one. */
export type FindVersion = (group: string, version: string, plural: string) => ResourceDefinition | undefined;

let builtins: ReadonlyMap<string, ResourceDefinition> | undefined;

function findBuiltin(group: string, version: string, plural: string): ResourceDefinition | undefined {
  builtins ??= new Map(builtinResources().map((each) => [`${apiVersionOf(each)}/${each.plural}`, each]));
  return builtins.get(`${group === '' ? version : `${group}/${version}`}/${plural}`);
}

function versionHook(plural: string, find: FindVersion): VersionHook {
  const at = (apiVersion = ''): ResourceDefinition | undefined => {
    const parsed = parseApiVersion(apiVersion);
    return parsed && find(parsed.group, parsed.version, plural);
  };
  return (object, apiVersion) => {
    const target = at(apiVersion);
    if (target === undefined) return undefined;
    const stored = at(object.apiVersion)?.conversion?.toStorage(object) ?? object;
    return { object: target.conversion?.fromStorage(stored) ?? stored, type: target.typeName };
  };
}

/**
 * The versions of a custom resource are taken to have the same fields, as without a webhook that converts. Managers of
 * removed versions are dropped.
 */
function customVersionHook({ apiVersions, type }: NonNullable<ResourceDefinition['custom']>): VersionHook {
  return (object, apiVersion) => (apiVersions.has(apiVersion) ? { object, type: type.node } : undefined);
}

/** `table` contains the types that definitions name; `find` the versions that managers may have written in. */
export function typedFieldManagement(table: TypeTable, find: FindVersion = findBuiltin): FieldManagement {
  const requestOf = (write: FieldWrite): FieldWriteRequest => ({
    manager: write.manager,
    apiVersion: apiVersionOf(write.definition),
    subresource: write.subresource,
    now: write.now,
    table,
    resetFields: resetFields(write.definition, write.subresource),
    ...typeOf(write.definition),
  });
  const typeOf = ({ custom, typeName, plural }: ResourceDefinition): Pick<FieldWriteRequest, 'type' | 'versions'> =>
    custom === undefined
      ? { type: typeName, versions: versionHook(plural, find) }
      : { type: custom.type.node, versions: customVersionHook(custom) };
  const created = new CreatedManagedFields();
  return {
    written: (live: KubeObject | undefined, next, write) =>
      live === undefined
        ? created.written(next, write, () => updateManagedFields(undefined, next, requestOf(write)))
        : updateManagedFields(live, next, requestOf(write)),
    writtenInTurns: (live, next, write) => inTurns(updateManagedFieldsSteps(live, next, requestOf(write))),
    applied: (live, patch) => applyConfiguration(live, patch.patch as KubeObject, patch.force, requestOf(patch)),
    appliedInTurns: (live, patch) =>
      inTurns(applySteps(live, patch.patch as KubeObject, patch.force, requestOf(patch))),
  };
}
