/** Validation of admission policies. It compiles their expressions, so it runs in several turns of the event loop. */
import { deepEqual } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { AdmissionExpressions } from '../admission-expressions/index.ts';
import { among, closed, type Found, qualified } from '../core/validation/checks.ts';
import type {
  AuditAnnotation,
  MutatingAdmissionPolicy,
  Mutation,
  ValidatingAdmissionPolicy,
  Validation,
} from '../generated/admissionregistration/v1.ts';
import {
  byteLength,
  checkExpression,
  checkMatchConditions,
  checkVariables,
  type ExpressionChecks,
  isBlank,
} from './expression-checks.ts';
import { checkMatchConstraints, checkMutableOperations, checkParamKind } from './match-resources.ts';
import { validatePolicyStatus } from './policy-status-validation.ts';

const maxAuditAnnotations = 20;
/** Less than the limit of a value (10 KiB), because values are often longer than their expressions. */
const maxValueExpressionBytes = 5 * 1024;

const failurePolicies = ['Fail', 'Ignore'];

function checksOf(found: Found, variables: boolean): ExpressionChecks {
  return { found, expressions: new AdmissionExpressions({ variables }) };
}

type Policy = ValidatingAdmissionPolicy | MutatingAdmissionPolicy;

/** Unchanged match conditions are not checked again, because an update must not fail for what has been accepted. */
function sameMatchConditions(policy: Policy, old: Policy | undefined): boolean {
  if (old === undefined) return false;
  const [next, before] = [policy.spec, old.spec];
  return deepEqual(next?.paramKind, before?.paramKind) && deepEqual(next?.matchConditions, before?.matchConditions);
}

/** What both kinds of policies share, up to their variables. */
async function checkPolicy(checks: ExpressionChecks, policy: Policy, old: Policy | undefined): Promise<void> {
  const { found } = checks;
  const { failurePolicy, paramKind, matchConstraints, matchConditions = [], variables = [] } = policy.spec ?? {};
  closed(found, 'spec.failurePolicy', failurePolicy, failurePolicies);
  if (paramKind !== undefined) checkParamKind(found, 'spec.paramKind', paramKind);
  checkMatchConstraints(found, 'spec.matchConstraints', matchConstraints);
  if (policy.kind === 'MutatingAdmissionPolicy') {
    checkMutableOperations(found, 'spec.matchConstraints', matchConstraints);
  }
  if (matchConditions.length > 0 && !sameMatchConditions(policy, old)) {
    const bare = checksOf(found, false);
    await checkMatchConditions(bare, 'spec.matchConditions', matchConditions, paramKind !== undefined);
  }
  await checkVariables(checks, 'spec.variables', variables, paramKind !== undefined);
}

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];

async function checkValidation(
  checks: ExpressionChecks,
  path: string,
  given: Validation,
  params: boolean,
): Promise<void> {
  const { found } = checks;
  const { expression = '', message = '', messageExpression = '', reason } = given;
  if (isBlank(expression)) found.push(fieldError.required(`${path}.expression`, 'expression is not specified'));
  else {
    const scope = { params, authorizer: true };
    await checkExpression(checks, { path: `${path}.expression`, source: expression, result: 'bool', scope });
  }
  if (!isBlank(messageExpression)) {
    const at = `${path}.messageExpression`;
    const scope = { params, authorizer: false };
    await checkExpression(checks, { path: at, source: messageExpression, result: 'string', scope });
  } else if (messageExpression !== '') {
    const detail = 'must be non-empty if specified';
    found.push(fieldError.invalid(`${path}.messageExpression`, messageExpression, detail));
  }
  if (message !== '' && isBlank(message)) {
    found.push(fieldError.invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  } else if (/[\n\r]/.test(message.trim())) {
    found.push(fieldError.invalid(`${path}.message`, message, 'message must not contain line breaks'));
  }
  among(found, `${path}.reason`, reason, reasons);
}

async function checkAuditAnnotation(
  checks: ExpressionChecks,
  path: string,
  { key = '', valueExpression = '' }: AuditAnnotation,
  policy: { readonly name: string; readonly params: boolean },
): Promise<void> {
  const { found } = checks;
  if (policy.name === '') {
    found.push(fieldError.invalid(`${path}.key`, key, 'requires metadata.name be non-empty'));
  } else qualified(found, `${path}.key`, `${policy.name}/${key}`);
  const source = valueExpression.trim();
  const at = `${path}.valueExpression`;
  if (source === '') found.push(fieldError.required(at, 'valueExpression is not specified'));
  else if (byteLength(source) > maxValueExpressionBytes) {
    found.push(fieldError.required(at, `must not exceed ${maxValueExpressionBytes} bytes in length`));
  } else {
    const scope = { params: policy.params, authorizer: true };
    await checkExpression(checks, { path: at, source, shown: valueExpression, result: 'stringOrNull', scope });
  }
}

async function checkAuditAnnotations(checks: ExpressionChecks, policy: ValidatingAdmissionPolicy): Promise<void> {
  const { found } = checks;
  const { auditAnnotations = [], paramKind } = policy.spec ?? {};
  const path = 'spec.auditAnnotations';
  if (auditAnnotations.length > maxAuditAnnotations) {
    const detail = `must not have more than ${maxAuditAnnotations} auditAnnotations`;
    found.push(fieldError.invalid(path, auditAnnotations, detail));
  }
  const keys = new Set<string>();
  const context = { name: policy.metadata?.name ?? '', params: paramKind !== undefined };
  for (const [index, annotation] of auditAnnotations.entries()) {
    await checkAuditAnnotation(checks, `${path}[${index}]`, annotation, context);
    if (keys.has(annotation.key)) found.push(fieldError.duplicate(`${path}[${index}].key`, annotation.key));
    keys.add(annotation.key);
  }
}

/** Upstream: ValidateValidatingAdmissionPolicy, and the updates of it and of its status. */
export async function validateValidatingPolicy(
  policy: ValidatingAdmissionPolicy,
  old?: ValidatingAdmissionPolicy,
  subresource = '',
): Promise<readonly FieldError[]> {
  if (subresource === 'status') return validatePolicyStatus(policy);
  const found: FieldError[] = [];
  const { variables = [], validations = [], auditAnnotations = [], paramKind } = policy.spec ?? {};
  const checks = checksOf(found, variables.length > 0);
  await checkPolicy(checks, policy, old);
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item';
    found.push(fieldError.required('spec.validations', detail), fieldError.required('spec.auditAnnotations', detail));
    return found;
  }
  for (const [index, validation] of validations.entries()) {
    await checkValidation(checks, `spec.validations[${index}]`, validation, paramKind !== undefined);
  }
  await checkAuditAnnotations(checks, policy);
  return found;
}

async function checkMutation(checks: ExpressionChecks, path: string, given: Mutation, params: boolean): Promise<void> {
  const { found } = checks;
  const patchType: string = given.patchType ?? '';
  const types = ['ApplyConfiguration', 'JSONPatch'];
  if (!types.includes(patchType)) {
    closed(found, `${path}.patchType`, patchType, types);
    return;
  }
  const apply = patchType === 'ApplyConfiguration';
  const own = apply ? 'applyConfiguration' : 'jsonPatch';
  const other = apply ? 'jsonPatch' : 'applyConfiguration';
  const patch = given[own];
  if (patch === undefined) {
    found.push(fieldError.required(`${path}.${own}`, `must be specified when patchType is ${patchType}`));
  } else {
    const at = `${path}.${own}.expression`;
    const source = (patch.expression ?? '').trim();
    const scope = { params, authorizer: true, patches: true };
    if (source === '') found.push(fieldError.required(at));
    else await checkExpression(checks, { path: at, source, result: own, scope });
  }
  if (given[other] !== undefined) {
    const detail = `must not be specified when patchType is ${patchType}`;
    found.push(fieldError.invalid(`${path}.${other}`, `{${other}}`, detail));
  }
}

/** Upstream: ValidateMutatingAdmissionPolicy and its update. */
export async function validateMutatingPolicy(
  policy: MutatingAdmissionPolicy,
  old?: MutatingAdmissionPolicy,
): Promise<readonly FieldError[]> {
  const found: FieldError[] = [];
  const { mutations = [], paramKind, reinvocationPolicy } = policy.spec ?? {};
  const checks = checksOf(found, true);
  await checkPolicy(checks, policy, old);
  if (mutations.length === 0) {
    found.push(fieldError.required('spec.mutations', 'mutations must contain at least one item'));
  }
  for (const [index, mutation] of mutations.entries()) {
    await checkMutation(checks, `spec.mutations[${index}]`, mutation, paramKind !== undefined);
  }
  closed(found, 'spec.reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']);
  return found;
}
