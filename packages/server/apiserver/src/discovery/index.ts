/** What other API servers add to discovery and to the OpenAPI documents. */
export { documentHash } from './hashes.ts';
export type { RemoteOpenApi, RemoteOpenApiParts } from './openapi-documents.ts';
export type { RemoteDiscovery, RemoteGroupVersion } from './remote-discovery.ts';
