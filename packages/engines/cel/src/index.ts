/** CEL, the expression language of admission policies and validation rules, with the libraries and cost limits of Kubernetes. */
export {
  type AnswerCheck,
  type AuthorizationAnswer,
  type AuthorizationCheck,
  authorizerType,
  CelAuthorizer,
  CelResourceCheck,
  resourceCheckType,
} from './authorizer-library.ts';
export { adaptDynamic } from './collections.ts';
export { CreatedObject, type OpenType } from './created-object.ts';
export { type DeclaredField, type DeclaredType, type DeclaredTypeOptions, declaredType } from './declared-type.ts';
export { CelEnvironment, type CelEnvironmentOptions } from './environment.ts';
export { escapeProperty } from './escaping.ts';
export { CelPending, evaluateWaiting } from './evaluate-waiting.ts';
export { CelCompileError, type CelIssue } from './issues.ts';
export { jsonPatchLibrary, type KubernetesCelOptions, kubernetesCel } from './kubernetes-environment.ts';
export { bindMacro } from './macros.ts';
export { CelProgramError } from './plan.ts';
export { CelProgram, type Evaluation, type EvaluationOptions, perCallLimit } from './program.ts';
export { quantityType } from './quantity-library.ts';
export { toNative } from './to-native.ts';
export { type CelType, celTypes, formatType, listType, mapType, optionalType, sameType, structType } from './types.ts';
export { CelFault, CelList, CelMap, CelOptional, type CelValue, noOptional, noSuchOverload } from './values.ts';
