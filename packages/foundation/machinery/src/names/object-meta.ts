/** An object's metadata as a whole, on creation and on update (`ValidateObjectMeta`, `ValidateObjectMetaUpdate`). */
import { type FieldError, fieldError } from '../field-error.ts';
import type { ObjectMeta } from '../meta.ts';
import { validateAnnotations, validateLabels } from './labels-and-annotations.ts';
import { validateManagedFields } from './managed-fields.ts';
import { type NameRule, nameIsDnsLabel } from './name-rule.ts';
import { validateFinalizers, validateNoNewFinalizers, validateOwnerReferences } from './owners-and-finalizers.ts';

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
  /** The path of the metadata. Default `metadata` (in templates: `spec.template.metadata`). */
  readonly path?: string;
}

function validateNames(meta: ObjectMeta, { namespaced, nameRule }: ObjectMetaRules, path: string): FieldError[] {
  const found: FieldError[] = [];
  const check = (field: string, value: string, messages: readonly string[]): void => {
    found.push(...messages.map((message) => fieldError.invalid(`${path}.${field}`, value, message)));
  };
  if (meta.generateName) check('generateName', meta.generateName, nameRule(meta.generateName, true));
  if (!meta.name) found.push(fieldError.required(`${path}.name`, 'name or generateName is required'));
  else check('name', meta.name, nameRule(meta.name, false));
  if (!namespaced) {
    if (meta.namespace) found.push(fieldError.forbidden(`${path}.namespace`, 'not allowed on this type'));
  } else if (!meta.namespace) found.push(fieldError.required(`${path}.namespace`));
  else check('namespace', meta.namespace, nameIsDnsLabel(meta.namespace, false));
  return found;
}

/** Metadata of an object about to be created, after its name was generated. */
export function validateObjectMeta(meta: ObjectMeta, rules: ObjectMetaRules): FieldError[] {
  const path = rules.path ?? 'metadata';
  const found = validateNames(meta, rules, path);
  if ((meta.generation ?? 0) < 0) {
    found.push(fieldError.invalid(`${path}.generation`, meta.generation, 'must be greater than or equal to 0'));
  }
  found.push(
    ...validateLabels(meta.labels, `${path}.labels`),
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validateOwnerReferences(meta.ownerReferences, `${path}.ownerReferences`),
    ...validateFinalizers(meta.finalizers, `${path}.finalizers`),
    ...validateManagedFields(meta.managedFields, `${path}.managedFields`),
  );
  return found;
}

/** Fields that keep their value for an object's life, and how upstream shows an absent one. */
const immutable = {
  name: '',
  namespace: '',
  uid: '',
  creationTimestamp: null,
  deletionTimestamp: null,
  deletionGracePeriodSeconds: null,
} as const;

/** Metadata of an update against that of the object it replaces. Finalizers are checked for additions only. */
export function validateObjectMetaUpdate(next: ObjectMeta, old: ObjectMeta, path = 'metadata'): FieldError[] {
  const found: FieldError[] = [];
  if (old.deletionTimestamp) {
    found.push(...validateNoNewFinalizers(next.finalizers, old.finalizers, `${path}.finalizers`));
  }
  if (!next.resourceVersion) {
    found.push(fieldError.invalid(`${path}.resourceVersion`, '', 'must be specified for an update'));
  }
  if ((next.generation ?? 0) < (old.generation ?? 0)) {
    found.push(fieldError.invalid(`${path}.generation`, next.generation ?? 0, 'must not be decremented'));
  }
  for (const [field, absent] of Object.entries(immutable)) {
    const key = field as keyof typeof immutable;
    const value = next[key] ?? absent;
    if (value !== (old[key] ?? absent)) {
      found.push(fieldError.invalid(`${path}.${field}`, value, 'field is immutable'));
    }
  }
  found.push(
    ...validateLabels(next.labels, `${path}.labels`),
    ...validateAnnotations(next.annotations, `${path}.annotations`),
    ...validateOwnerReferences(next.ownerReferences, `${path}.ownerReferences`),
    ...validateManagedFields(next.managedFields, `${path}.managedFields`),
  );
  return found;
}
