/** Label and field selectors. */
export {
  escapeFieldValue,
  exactField,
  type FieldSelector,
  type FieldTerm,
  fieldSelectorOf,
  matchesFields,
  parseFieldSelector,
} from './field-selector.ts';
export {
  formatLabelSelector,
  type LabelSelector,
  type LabelSelectorRequirement,
  type LabelSelectorRules,
  selectorFromLabelSelector,
  selectorFromLabels,
  validateLabelSelector,
} from './label-selector.ts';
export { parseLabelSelector } from './parse-label-selector.ts';
export { type Labels, type Operator, type Requirement, validateRequirement } from './requirement.ts';
export { everything, nothing, type Selector, selectorOf } from './selector.ts';
