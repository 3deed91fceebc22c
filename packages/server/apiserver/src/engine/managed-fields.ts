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
  /** The decoded patch: what the manager wants, and nothing else. */
  readonly patch: unknown;
  /** Take fields over from other managers instead of failing with Conflict. */
  readonly force: boolean;
}

export interface FieldManagement {
  /** `next` with `metadata.managedFields` brought up to date; `live` is undefined for a create. */
  written(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): KubeObject;
  /** `written` of a large object. */
  writtenInTurns(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): Promise<KubeObject>;
  /** The object that results; throws Conflict naming the other managers. */
  applied(live: KubeObject | undefined, write: ApplyPatch): KubeObject;
  /** `applied` where the object or the patch is large. */
  appliedInTurns(live: KubeObject | undefined, write: ApplyPatch): Promise<KubeObject>;
}
