/** Decides the conditions and accepted names of a definition. Pure. */
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '@kubets/api';
import { definitionCondition, withDefinitionCondition } from '@kubets/api/kind-rules';
import { deepEqual } from '@kubets/base';
import { approvalOf, isProtectedGroup } from '../definition/approval.ts';
import type { UsedNames } from './names-in-use.ts';

type Definition = CustomResourceDefinition;
type Condition = Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>;
type Names = CustomResourceDefinitionNames;

/** The definition with the names that it can have, and whether it has all that it requests. */
export function planNames(definition: Definition, used: UsedNames, now: string): Definition {
  const wanted = definition.spec.names;
  const accepted = definition.status?.acceptedNames;
  if (deepEqual(wanted, accepted)) return definition;
  const { names, conflict } = acceptedNames(wanted, accepted ?? { plural: '', kind: '' }, used);
  const condition = conflict ?? {
    type: 'NamesAccepted',
    status: 'True',
    reason: 'NoConflicts',
    message: 'no conflicts found',
  };
  const standing = definitionCondition(definition, 'NamesAccepted');
  if (deepEqual(names, accepted) && standing !== undefined && isSame(standing, condition)) return definition;
  const named = { ...definition, status: { ...definition.status, acceptedNames: names } };
  const next = withDefinitionCondition(named, condition, now);
  return definitionCondition(next, 'Established') === undefined && conflict !== undefined
    ? withDefinitionCondition(next, notAccepted, now)
    : next;
}

const notAccepted: Condition = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
};

function isSame(left: Condition, right: Condition): boolean {
  return left.status === right.status && left.reason === right.reason && left.message === right.message;
}

/** Each name that is free, or was accepted before. The last conflict is reported, as upstream. */
function acceptedNames(
  wanted: Names,
  accepted: Names,
  used: UsedNames,
): { readonly names: Names; readonly conflict: Condition | undefined } {
  let conflict: Condition | undefined;
  const report = (reason: string, message: string): void => {
    conflict = { type: 'NamesAccepted', status: 'False', reason, message };
  };
  const inUse = (name: string): string => `${JSON.stringify(name)} is already in use`;
  const take = (
    name: string | undefined,
    was: string | undefined,
    all: ReadonlySet<string>,
    reason: string,
  ): string => {
    const [next, before] = [name ?? '', was ?? ''];
    if (next === before || !all.has(next)) return next;
    report(reason, inUse(next));
    return before;
  };
  const plural = take(wanted.plural, accepted.plural, used.resources, 'PluralConflict');
  const singular = take(wanted.singular, accepted.singular, used.resources, 'SingularConflict');
  const known = accepted.shortNames ?? [];
  const taken = (wanted.shortNames ?? []).filter((name) => !known.includes(name) && used.resources.has(name));
  if (taken.length > 0) report('ShortNamesConflict', aggregate(taken.map(inUse)));
  const shortNames = taken.length > 0 ? known : (wanted.shortNames ?? []);
  const kind = take(wanted.kind, accepted.kind, used.kinds, 'KindConflict');
  const listKind = take(wanted.listKind, accepted.listKind, used.kinds, 'ListKindConflict');
  const categories = wanted.categories ?? [];
  const names: Names = {
    plural,
    ...(singular === '' ? {} : { singular }),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    kind,
    ...(listKind === '' ? {} : { listKind }),
    ...(categories.length === 0 ? {} : { categories }),
  };
  return { names, conflict };
}

/** Go's form of several errors in one text. Equal ones are shown once. */
function aggregate(messages: readonly string[]): string {
  const once = [...new Set(messages)];
  return once.length === 1 ? (once[0] as string) : `[${once.join(', ')}]`;
}

/** A definition is established once its names have been accepted, and stays so. */
export function planEstablished(definition: Definition, now: string): Definition {
  if (definitionCondition(definition, 'NamesAccepted')?.status !== 'True') return definition;
  if (definitionCondition(definition, 'Established')?.status === 'True') return definition;
  const condition = {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  };
  return withDefinitionCondition(definition, condition, now);
}

const approvals = {
  approved: ['True', 'ApprovedAnnotation'],
  bypassed: ['False', 'UnapprovedAnnotation'],
  missing: ['False', 'MissingAnnotation'],
  invalid: ['False', 'InvalidAnnotation'],
} as const;

/** Definitions in the groups of the Kubernetes community tell whether their API has been approved. */
export function planApproval(definition: Definition, now: string): Definition {
  if (!isProtectedGroup(definition.spec.group)) return definition;
  const { state, reason: message } = approvalOf(definition.metadata);
  const [status, reason] = approvals[state];
  const condition = { type: 'KubernetesAPIApprovalPolicyConformant', status, reason, message };
  const standing = definitionCondition(definition, condition.type);
  if (standing !== undefined && isSame(standing, condition)) return definition;
  return withDefinitionCondition(definition, condition, now);
}

/**
 * `violations`: in one text, what is not structural in the definition. Only definitions that preserve unknown fields can have
 * violations: they were stored by an older API.
 */
export function planStructure(definition: Definition, violations: string | undefined, now: string): Definition {
  const type = 'NonStructuralSchema';
  const standing = definitionCondition(definition, type);
  if (violations === undefined) {
    if (standing === undefined) return definition;
    const conditions = definition.status?.conditions?.filter((each) => each.type !== type) ?? [];
    return { ...definition, status: { ...definition.status, conditions } };
  }
  const condition = { type, status: 'True', reason: 'Violations', message: violations };
  if (standing !== undefined && isSame(standing, condition)) return definition;
  return withDefinitionCondition(definition, condition, now);
}
