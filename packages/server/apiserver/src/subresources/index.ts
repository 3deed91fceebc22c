/** The interfaces of subresource handlers and write hooks, and helpers to write them. */
export { connectHandlerAt, created, flag, handlerAt, integer, success } from './handler.ts';
export type {
  Allocation,
  AllocationHolder,
  AllocationRegister,
  AllocationView,
  SubresourceCall,
  SubresourceHandler,
  SubresourceHandlers,
  WriteHook,
} from './subresource-handlers.ts';
