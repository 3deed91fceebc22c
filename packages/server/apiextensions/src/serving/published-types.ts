/** The types of a custom resource in OpenAPI documents. Schemas are made when a document is. */
import type { ResourceDefinition } from '@kubets/api';
import type { OpenApiType } from '@kubets/api/openapi';
import { publishedListSchema, publishedReferences, publishedSchema } from '../schema/published-schema.ts';
import type { VersionTypes } from './version-types.ts';

export interface PublishedTypes {
  readonly type: OpenApiType;
  readonly list: OpenApiType;
}

export function publishedTypes(definition: ResourceDefinition, types: VersionTypes): PublishedTypes {
  const { group, version, kind, plural, typeName, strategy } = definition;
  const selectableFields = Object.keys(strategy.selectableFields ?? {});
  const of = { group, version, kind, plural, typeName, selectableFields };
  const { hash } = types;
  return {
    type: {
      hash,
      references: publishedReferences.object,
      schema: (dialect) => publishedSchema(of, types.schema(version), dialect),
    },
    list: {
      hash,
      references: [...publishedReferences.list, typeName],
      schema: (dialect) => publishedListSchema(of, dialect),
    },
  };
}
