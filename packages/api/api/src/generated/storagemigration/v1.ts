// Generated from packages/api/api/facts by `npm run generate`. Do not edit.
import type { Condition } from '../meta/v1.ts';
import type { GroupResource, ObjectMeta } from '@kubets/machinery/meta';

export interface StorageVersionMigration {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: ObjectMeta;
  readonly spec?: StorageVersionMigrationSpec;
  readonly status?: StorageVersionMigrationStatus;
}

export interface StorageVersionMigrationSpec {
  readonly resource: GroupResource;
}

export interface StorageVersionMigrationStatus {
  readonly conditions?: readonly Condition[];
  readonly resourceVersion?: string;
}
