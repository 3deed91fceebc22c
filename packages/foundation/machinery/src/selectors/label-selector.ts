/** Selectors as objects hold them: `metav1.LabelSelector`, and plain maps of labels. */
import { type FieldError, fieldError } from '../field-error.ts';
import { labelValue } from '../names/label-names.ts';
import { validateLabelName, validateLabels } from '../names/labels-and-annotations.ts';
import { errors } from '../status-error.ts';
import { type Labels, type Operator, type Requirement, validateRequirement } from './requirement.ts';
import { everything, nothing, type Selector, selectorOf } from './selector.ts';

export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

const operatorNames = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

function requirementOf({ key, operator, values = [] }: LabelSelectorRequirement): Requirement {
  const known = operatorNames.get(operator);
  if (known === undefined) {
    throw errors.badRequest(`${JSON.stringify(operator)} is not a valid label selector operator`);
  }
  return { key, operator: known, values };
}

const equalities = (labels: Labels): Requirement[] =>
  Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] }));

/** Absent selects nothing, empty everything. Throws a StatusError (BadRequest) for an invalid selector. */
export function selectorFromLabelSelector(labelSelector: LabelSelector | undefined): Selector {
  if (labelSelector === undefined) return nothing;
  const requirements = [
    ...equalities(labelSelector.matchLabels ?? {}),
    ...(labelSelector.matchExpressions ?? []).map(requirementOf),
  ];
  for (const requirement of requirements) {
    const found = validateRequirement(requirement).map(({ field, message }) => `${field}: ${message}`);
    if (found.length > 0) throw errors.badRequest(found.length === 1 ? `${found[0]}` : `[${found.join(', ')}]`);
  }
  return requirements.length === 0 ? everything : selectorOf(requirements);
}

/** Every label equal: selectors of Services and ReplicationControllers. Not validated; none given selects everything. */
export function selectorFromLabels(labels: Labels | undefined): Selector {
  return selectorOf(equalities(labels ?? {}));
}

export interface LabelSelectorRules {
  /** For objects stored before values were checked. */
  readonly allowInvalidValues?: boolean;
}

/** Validates the `LabelSelector` at `path`. */
export function validateLabelSelector(
  selector: LabelSelector | undefined,
  path: string,
  rules: LabelSelectorRules = {},
): FieldError[] {
  if (selector === undefined) return [];
  const found = validateLabels(selector.matchLabels, `${path}.matchLabels`);
  selector.matchExpressions?.forEach((expression, index) => {
    found.push(...validateExpression(expression, `${path}.matchExpressions[${index}]`, rules));
  });
  return found;
}

function validateExpression(
  { key, operator, values = [] }: LabelSelectorRequirement,
  path: string,
  rules: LabelSelectorRules,
): FieldError[] {
  const found: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) {
      found.push(fieldError.required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    }
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      found.push(fieldError.forbidden(`${path}.values`, detail));
    }
  } else found.push(fieldError.invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  found.push(...validateLabelName(key, `${path}.key`));
  if (rules.allowInvalidValues) return found;
  values.forEach((value, index) => {
    found.push(...labelValue(value).map((message) => fieldError.invalid(`${path}.values[${index}]`, value, message)));
  });
  return found;
}

/** The text form of a `LabelSelector` (`metav1.FormatLabelSelector`): `<none>` when it selects everything or nothing. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  return selectorFromLabelSelector(selector).toString() || '<none>';
}
