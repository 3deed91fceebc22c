/** The OpenAPI documents of the API, version 2 and 3. */
export {
  type OpenApiFrame,
  openApiFrame,
  openApiHead,
  openApiV2Document,
  openApiV3Document,
  openApiV3Index,
} from './documents.ts';
export {
  encodeOpenApiV2,
  encodeOpenApiV2Part,
  gnosticAccepted,
  gnosticContentType,
  joinOpenApiV2,
} from './gnostic.ts';
export {
  contentFingerprints,
  groupVersionsOf,
  type OpenApiContent,
  type OpenApiGroupVersion,
  type OpenApiPart,
  openApiParts,
  openApiV3Key,
} from './parts.ts';
export {
  componentOf,
  componentsOf,
  type Dialect,
  isBuiltinType,
  type Json,
  type JsonMap,
  type OpenApiType,
  type OpenApiTypes,
  openApiName,
  typeNameOfOpenApi,
} from './schemas.ts';
