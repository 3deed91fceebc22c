/** What handlers of subresources and write hooks are made with. */
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
