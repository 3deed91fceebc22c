/** What we use of the gRPC library, under names: imported late, a CommonJS module has none once it is bundled. */
export { Client, credentials, status } from '@grpc/grpc-js';
