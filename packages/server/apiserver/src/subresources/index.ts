/** What handlers of subresources and write hooks are made with. */
export { connectHandlerAt, created, flag, handlerAt, integer, success } from './handler.ts';
export type {
  Claim,
  ClaimHolder,
  ClaimRegister,
  ClaimView,
  SubresourceCall,
  SubresourceHandler,
  SubresourceHandlers,
  WriteHook,
} from './subresource-handlers.ts';
