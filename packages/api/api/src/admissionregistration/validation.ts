/** The validation of admission policies and their bindings, as it is loaded on demand. */
export { validateMutatingBinding, validateValidatingBinding } from './binding-validation.ts';
export { validateMutatingPolicy, validateValidatingPolicy } from './policy-validation.ts';
