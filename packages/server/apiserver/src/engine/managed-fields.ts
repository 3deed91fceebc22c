/** The interface of field management: who owns which fields, and apply patches. */
import type { ResourceDefinition } from '@kubets/api';
import type { KubeObject } from '@kubets/machinery/meta';

export interface FieldWrite {
  readonly definition: ResourceDefinition;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly manager: string;
  /** RFC 3339, seconds. */
  readonly now: string;
}

export interface ApplyPatch extends FieldWrite {
  /** The decoded patch: exactly the fields that the manager wants. */
  readonly patch: unknown;
  /** Take ownership of fields of other managers instead of failing with Conflict. */
  readonly force: boolean;
}

export interface FieldManagement {
  /** `next` with updated `metadata.managedFields`; `live` is undefined for a create. */
  written(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): KubeObject;
  /** `written` for a large object. */
  writtenInTurns(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): Promise<KubeObject>;
  /** The resulting object; throws Conflict with the names of the other managers. */
  applied(live: KubeObject | undefined, write: ApplyPatch): KubeObject;
  /** `applied` if the object or the patch is large. */
  appliedInTurns(live: KubeObject | undefined, write: ApplyPatch): Promise<KubeObject>;
}
