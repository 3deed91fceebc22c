/** The interface of authorization. */
export {
  type AuthorizationAttributes,
  type AuthorizationDecision,
  type Authorizer,
  alwaysAllow,
  privilegedGroup,
  unionAuthorizer,
} from './authorizer.ts';
