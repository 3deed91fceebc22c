/** Field ownership by the types of the API: the engine's seam over machinery's server-side apply. */
import {
  accountUpdate,
  apiVersionOf,
  applyConfiguration,
  type FieldPath,
  type KubeObject,
  type TypeTable,
} from '@kubets/machinery';
import type { FieldManagement, FieldWrite } from './managed-fields.ts';

/** What the object's own endpoint does not write, and what each subresource does not. */
function resetFieldsOf({ definition, subresource }: FieldWrite): readonly FieldPath[] {
  const statusFields = (definition.strategy.statusFields ?? ['status']).map((name) => [`f:${name}`]);
  if (subresource === 'status')
    return [['f:spec'], ['f:metadata', 'f:deletionTimestamp'], ['f:metadata', 'f:ownerReferences']];
  return subresource === '' ? statusFields : [];
}

/** `table` holds the types that definitions name. */
export function typedFieldManagement(table: TypeTable): FieldManagement {
  const requestOf = (write: FieldWrite) => ({
    manager: write.manager,
    apiVersion: apiVersionOf(write.definition),
    subresource: write.subresource,
    now: write.now,
    type: write.definition.typeName,
    table,
    resetFields: resetFieldsOf(write),
  });
  return {
    written: (live, next, write) => accountUpdate(live, next, requestOf(write)),
    applied: (live, patch) => applyConfiguration(live, patch.patch as KubeObject, patch.force, requestOf(patch)),
  };
}
