/** Validation of FlowSchemas and PriorityLevelConfigurations. Upstream: pkg/apis/flowcontrol/validation. */
import { deepEqual, repeats } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { dns1123Label, dns1123Subdomain } from '@kubets/machinery/names';
import type {
  FlowSchema,
  FlowSchemaSpec,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  NonResourcePolicyRule,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  QueuingConfiguration,
  ResourcePolicyRule,
  Subject,
} from '../generated/flowcontrol/v1.ts';
import { exemptName, mandatoryFlowSchemas, mandatoryPriorityLevels } from './mandatory.ts';

type Found = FieldError[];

const maxPrecedence = 10_000;
const maxQueues = 10_000_000;
/** A hand of queues is dealt from a hash of this many bits. */
const maxHashBits = 60;
const wildcard = '*';
const methods = ['ByNamespace', 'ByUser'];
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

function required(found: Found, field: string, value: string): boolean {
  if (value !== '') return true;
  found.push(fieldError.required(field));
  return false;
}

function invalidFor(found: Found, field: string, value: string, messages: readonly string[], intro = ''): void {
  for (const message of messages) found.push(fieldError.invalid(field, value, intro + message));
}

/** The parts of a subject that belong to another kind. */
const parts = { user: 'User', group: 'Group', serviceAccount: 'ServiceAccount' } as const;

function subjectErrors(found: Found, path: string, subject: Subject): void {
  const own = (Object.keys(parts) as (keyof typeof parts)[]).find((part) => parts[part] === subject.kind);
  if (own === undefined) {
    found.push(fieldError.notSupported(`${path}.kind`, subject.kind, ['Group', 'ServiceAccount', 'User']));
    return;
  }
  const named = subject[own];
  if (named === undefined) {
    const detail = `${own} is required when subject kind is '${subject.kind}'`;
    found.push(fieldError.required(`${path}.${own}`, detail));
  } else if (required(found, `${path}.${own}.name`, named.name) && own === 'serviceAccount' && named.name !== wildcard)
    invalidFor(found, `${path}.${own}.name`, named.name, dns1123Subdomain(named.name));
  if (subject.serviceAccount !== undefined && own === 'serviceAccount') {
    const { namespace } = subject.serviceAccount;
    const at = `${path}.${own}.namespace`;
    if (namespace) invalidFor(found, at, namespace, dns1123Label(namespace));
    else found.push(fieldError.required(at, 'must specify namespace for service account'));
  }
  for (const part of Object.keys(parts) as (keyof typeof parts)[])
    if (part !== own && subject[part] !== undefined) {
      const detail = `${part} is forbidden when subject kind is not '${parts[part]}'`;
      found.push(fieldError.forbidden(`${path}.${part}`, detail));
    }
}

/** A list that must not be empty, and in which `*` stands alone. */
function listErrors(found: Found, field: string, list: readonly string[], missing: string, others: string): boolean {
  if (list.length === 0) found.push(fieldError.required(field, missing));
  else if (list.length > 1 && list.includes(wildcard))
    found.push(fieldError.invalid(field, list, `if '*' is present, must not specify other ${others}`));
  return !list.includes(wildcard);
}

function verbErrors(found: Found, path: string, given: readonly string[]): void {
  const field = `${path}.verbs`;
  const named = listErrors(found, field, given, 'verbs must contain at least one value', 'verbs');
  if (named && !given.every((verb) => verbs.includes(verb)))
    found.push(fieldError.notSupported(field, given as unknown as string, verbs));
}

function resourceRuleErrors(found: Found, path: string, rule: ResourcePolicyRule): void {
  verbErrors(found, path, rule.verbs ?? []);
  const groups = 'resource rules must supply at least one api group';
  listErrors(found, `${path}.apiGroups`, rule.apiGroups ?? [], groups, 'api groups');
  const resources = 'resource rules must supply at least one resource';
  listErrors(found, `${path}.resources`, rule.resources ?? [], resources, 'resources');
  const { namespaces = [], clusterScope } = rule;
  if (namespaces.length === 0 && clusterScope === true) return;
  const detail = 'resource rules that are not cluster scoped must supply at least one namespace';
  if (!listErrors(found, `${path}.namespaces`, namespaces, detail, 'namespaces')) return;
  const intro = "each member of this list must be '*' or a DNS-1123 label; ";
  for (const [index, each] of namespaces.entries())
    invalidFor(found, `${path}.namespaces[${index}]`, each, dns1123Label(each), intro);
}

/** What is wrong with a path, which may end with `/*`. */
function urlProblem(path: string): string | undefined {
  if (path === '') return 'must not be empty';
  if (path === '/') return undefined;
  if (!path.startsWith('/')) return 'must start with slash';
  if (path.includes(' ')) return 'must not contain white-space';
  if (path.includes('//')) return 'must not contain double slash';
  const wildcards = path.split(wildcard).length - 1;
  return wildcards > 1 || (wildcards === 1 && !path.endsWith('/*'))
    ? 'wildcard can only do suffix matching'
    : undefined;
}

function nonResourceRuleErrors(found: Found, path: string, rule: NonResourcePolicyRule): void {
  verbErrors(found, path, rule.verbs ?? []);
  const field = `${path}.nonResourceURLs`;
  const urls = rule.nonResourceURLs ?? [];
  if (!listErrors(found, field, urls, 'nonResourceURLs must contain at least one value', 'non-resource URLs')) return;
  for (const [index, url] of urls.entries()) {
    const problem = urlProblem(url);
    if (problem !== undefined) found.push(fieldError.invalid(`${field}[${index}]`, url, problem));
  }
}

function ruleErrors(found: Found, path: string, rule: PolicyRulesWithSubjects): void {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  if (subjects.length === 0)
    found.push(fieldError.required(`${path}.subjects`, 'subjects must contain at least one value'));
  for (const [index, each] of subjects.entries()) subjectErrors(found, `${path}.subjects[${index}]`, each);
  if (resourceRules.length === 0 && nonResourceRules.length === 0)
    found.push(fieldError.required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty'));
  for (const [index, each] of resourceRules.entries())
    resourceRuleErrors(found, `${path}.resourceRules[${index}]`, each);
  for (const [index, each] of nonResourceRules.entries())
    nonResourceRuleErrors(found, `${path}.nonResourceRules[${index}]`, each);
}

function flowSchemaSpecErrors(found: Found, name: string, spec: FlowSchemaSpec): void {
  const { matchingPrecedence: precedence = 0, distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec;
  const field = 'spec.matchingPrecedence';
  if (precedence <= 0) found.push(fieldError.invalid(field, precedence, 'must be a positive value'));
  if (precedence > maxPrecedence)
    found.push(fieldError.invalid(field, precedence, `must not be greater than ${maxPrecedence}`));
  if (precedence === 1 && name !== exemptName)
    found.push(fieldError.invalid(field, precedence, "only the schema named 'exempt' may have matchingPrecedence 1"));
  if (distinguisherMethod !== undefined && !methods.includes(distinguisherMethod.type))
    found.push(fieldError.notSupported('spec.distinguisherMethod.type', distinguisherMethod.type, methods));
  const level = priorityLevelConfiguration?.name ?? '';
  const levelField = 'spec.priorityLevelConfiguration.name';
  if (level === '') found.push(fieldError.required(levelField, 'must reference a priority level'));
  else invalidFor(found, levelField, level, dns1123Subdomain(level));
  for (const [index, rule] of rules.entries()) ruleErrors(found, `spec.rules[${index}]`, rule);
}

interface Conditioned {
  readonly status?: { readonly conditions?: readonly { readonly type?: string }[] };
}

function conditionErrors({ status }: Conditioned): readonly FieldError[] {
  const isAgain = repeats<string>();
  return (status?.conditions ?? []).flatMap(({ type = '' }, index) => {
    const field = `status.conditions[${index}].type`;
    return [
      ...(isAgain(type) ? [fieldError.duplicate(field, type)] : []),
      ...(type === '' ? [fieldError.required(field, 'must not be empty')] : []),
    ];
  });
}

export function flowSchemaErrors(
  schema: FlowSchema,
  _: FlowSchema | undefined,
  subresource: string,
): readonly FieldError[] {
  if (subresource !== '') return conditionErrors(schema);
  const found: Found = [];
  const name = schema.metadata?.name ?? '';
  if (schema.spec !== undefined) flowSchemaSpecErrors(found, name, schema.spec);
  const fixed = mandatoryFlowSchemas.find(({ metadata }) => metadata?.name === name);
  if (fixed !== undefined && !deepEqual(fixed.spec, schema.spec))
    found.push(fieldError.invalid('spec', schema.spec, `spec of '${name}' must equal the fixed value`));
  return found;
}

function queuingErrors(found: Found, path: string, queuing: QueuingConfiguration): void {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing;
  const invalid = (name: string, value: number, detail: string) =>
    found.push(fieldError.invalid(`${path}.${name}`, value, detail));
  if (queueLengthLimit <= 0) invalid('queueLengthLimit', queueLengthLimit, 'must be positive');
  if (queues <= 0) invalid('queues', queues, 'must be positive');
  else if (queues > maxQueues) invalid('queues', queues, `must not be greater than ${maxQueues}`);
  const bits = Math.ceil(Math.log2(queues) * handSize);
  if (handSize <= 0) invalid('handSize', handSize, 'must be positive');
  else if (handSize > queues) invalid('handSize', handSize, `should not be greater than queues (${queues})`);
  else if (bits > maxHashBits) {
    const detail = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${maxHashBits}`;
    invalid('handSize', handSize, detail);
  }
}

/** The union of type and queuing is checked by the schema. */
function responseErrors(found: Found, path: string, { type, queuing }: LimitResponse): void {
  if (type !== 'Queue' && type !== 'Reject')
    found.push(fieldError.notSupported(`${path}.type`, type, ['Queue', 'Reject']));
  else if (type === 'Queue' && queuing !== undefined) queuingErrors(found, `${path}.queuing`, queuing);
}

/** The shares and what may be lent, of either type. */
function shareErrors(found: Found, path: string, shares: Partial<LimitedPriorityLevelConfiguration>): void {
  const { nominalConcurrencyShares = 0, lendablePercent = 0, borrowingLimitPercent = 0 } = shares;
  if (nominalConcurrencyShares < 0) {
    const detail = 'must be a non-negative integer';
    found.push(fieldError.invalid(`${path}.nominalConcurrencyShares`, nominalConcurrencyShares, detail));
  }
  if (lendablePercent < 0 || lendablePercent > 100) {
    const detail = 'must be between 0 and 100, inclusive';
    found.push(fieldError.invalid(`${path}.lendablePercent`, lendablePercent, detail));
  }
  if (borrowingLimitPercent < 0) {
    const detail = 'if specified, must be a non-negative integer';
    found.push(fieldError.invalid(`${path}.borrowingLimitPercent`, borrowingLimitPercent, detail));
  }
}

/** The shares of the exempt level may be changed. */
function fixedSpecErrors(name: string, { spec }: PriorityLevelConfiguration): readonly FieldError[] {
  const fixed = mandatoryPriorityLevels.find(({ metadata }) => metadata?.name === name)?.spec;
  if (fixed === undefined) return [];
  const isExempt = name === exemptName;
  const compared = isExempt ? { ...spec, exempt: fixed.exempt } : spec;
  const except = isExempt ? " except the 'spec.exempt' field" : '';
  return deepEqual(compared, fixed)
    ? []
    : [fieldError.invalid('spec', spec, `spec of '${name}'${except} must equal the fixed value`)];
}

export function priorityLevelErrors(
  level: PriorityLevelConfiguration,
  _: PriorityLevelConfiguration | undefined,
  subresource: string,
): readonly FieldError[] {
  if (subresource !== '') return conditionErrors(level);
  const found: Found = [];
  const name = level.metadata?.name ?? '';
  const { type = '', limited, exempt } = level.spec ?? {};
  if ((name === exemptName) !== (type === 'Exempt'))
    found.push(fieldError.invalid('spec.type', type, "type must be 'Exempt' if and only if name is 'exempt'"));
  if (type !== 'Exempt' && type !== 'Limited')
    found.push(fieldError.notSupported('spec.type', type, ['Exempt', 'Limited']));
  if (type === 'Exempt' && exempt !== undefined) shareErrors(found, 'spec.exempt', exempt);
  if (type === 'Limited' && limited !== undefined) {
    shareErrors(found, 'spec.limited', limited);
    const response = limited.limitResponse ?? { type: '' };
    responseErrors(found, 'spec.limited.limitResponse', response);
  }
  return [...found, ...fixedSpecErrors(name, level)];
}
