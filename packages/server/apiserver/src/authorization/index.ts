/** What authorization is to the rest of the server. */
export {
  type AuthorizationAttributes,
  type AuthorizationDecision,
  type Authorizer,
  alwaysAllow,
  privilegedGroup,
  unionAuthorizer,
} from './authorizer.ts';
