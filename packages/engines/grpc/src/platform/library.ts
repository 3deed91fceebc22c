/** What is used of the gRPC library, by name. A CommonJS module that is imported late has no names after bundling. */
export {
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
