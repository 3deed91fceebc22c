/** Validation of the schema of one or all versions: keywords, structure, defaults, expressions. */
import type { CustomResourceValidation, JSONSchemaProps } from '@kubets/api';
import { typeTable } from '@kubets/api/facts';
import type { Steps } from '@kubets/base';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { Plain } from '@kubets/machinery/json';
import { type CompiledType, compileType } from '@kubets/schema';
import { checkSchema, type LaterRule, type SchemaTolerance } from '@kubets/schema/custom';
import { ruleErrors } from './expressions/rule-errors.ts';
import { schemaInGo } from './go-form.ts';

export interface SchemaRules {
  /** Whether the version has a status subresource, which is validated separately: the root has then little to say. */
  readonly status: boolean;
  /** Whether the schema is that of the stored definition. */
  readonly unchanged: boolean;
  readonly tolerance: SchemaTolerance;
}

export interface SchemaOutcome {
  readonly errors: readonly FieldError[];
  /** Later rules that the schema breaks. */
  readonly broken: ReadonlySet<LaterRule>;
}

/** Keywords that the root of a schema can have if there is a status subresource, by upstream's names of their fields. */
const rootWords = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
} as const;

function rootErrors(schema: JSONSchemaProps, path: string): readonly FieldError[] {
  const { type } = schema;
  if (type !== undefined && type !== '' && type !== 'object') {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [fieldError.invalid(`${path}.type`, type, detail)];
  }
  const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== '' && value !== false;
  const other = Object.entries(schema).some(([word, value]) => isSet(value) && !Object.hasOwn(rootWords, word));
  if (!other) return [];
  const allowed = Object.values(rootWords).join(' ');
  const detail = `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`;
  return [fieldError.invalid(path, schemaInGo(schema), detail)];
}

const objectMeta = (): CompiledType => compileType('k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta', typeTable());

/** `path` is that of the validation: `spec.validation`. */
export function* schemaErrors(
  validation: CustomResourceValidation,
  path: string,
  rules: SchemaRules,
): Steps<SchemaOutcome> {
  const schema = validation.openAPIV3Schema;
  if (schema === undefined) return { errors: [], broken: new Set() };
  const at = `${path}.openAPIV3Schema`;
  const found: FieldError[] = [];
  if (rules.status) found.push(...rootErrors(schema, at));
  if (schema.nullable === true) {
    found.push(fieldError.forbidden(`${at}.nullable`, 'nullable cannot be true at the root'));
  }
  const plain = schema as unknown as Plain;
  const check = yield* checkSchema(plain, at, { tolerance: rules.tolerance, metadata: objectMeta().decode });
  found.push(...check.errors);
  if (check.sound) {
    found.push(...(yield* ruleErrors(plain, at, { faulty: check.faulty, anyCost: rules.unchanged })));
  }
  return { errors: found, broken: check.broken };
}
