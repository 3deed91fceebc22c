/** The OpenAPI documents of the API, version 2 and 3. */
export {
  builtinDocumentHash,
  openApiV2Document,
  openApiV3Document,
  openApiV3Hash,
  openApiV3Index,
  openApiV3Key,
} from './documents.ts';
export { encodeOpenApiV2, gnosticAccepted, gnosticContentType } from './gnostic.ts';
export { componentOf, componentsOf, type Dialect, type JsonMap, openApiName } from './schemas.ts';
