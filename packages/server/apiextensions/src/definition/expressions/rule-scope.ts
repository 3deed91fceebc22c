/** Where in a schema the rules of `x-kubernetes-validations` are: the type of their variables, and how often they may be evaluated. */
import { type DeclaredType, declaredType, escapeProperty } from '@kubets/cel';
import { isPlain, own, type Plain } from '@kubets/machinery/json';
import { fromOpenAPI } from '@kubets/schema/custom';

/** 2⁶⁴−1, in upstream the largest cost. Numbers are rounded to 2⁶⁴. */
const maxCost = 2 ** 64;

/** The product of two costs or counts. */
export function product(a: number, b: number): number {
  return Math.min(a * b, maxCost);
}

/** The number of values below one value of the schema; undefined if it has no limit. */
function multiplicity(schema: Plain): number | undefined {
  const limit = (word: string): number | undefined => {
    const value = own(schema, word);
    return typeof value === 'number' || typeof value === 'bigint' ? Math.max(0, Number(value)) : undefined;
  };
  if (schema.type === 'array') return limit('maxItems');
  const values = own(schema, 'additionalProperties');
  if (schema.type === 'object' && values !== undefined && values !== null) return limit('maxProperties');
  return 1;
}

const inconvertible =
  'internal error: failed to construct type information for x-kubernetes-validations rules: unable to convert structural schema to CEL declarations';

/** Undefined: the type follows from the schema itself. A text: there is none. */
type TypeInParent = (parent: DeclaredType) => DeclaredType | string | undefined;

/** One schema of a definition. Upstream: CELSchemaContext. */
export class RuleScope {
  readonly schema: Plain;
  /** The largest number of values of the schema in an object; undefined if it has no limit. */
  readonly cardinality: number | undefined;
  readonly #parent: RuleScope | undefined;
  /** Finds the type of this schema in that of the parent. */
  readonly #inParent: TypeInParent | undefined;
  /** Whether the schema or one above has rules. */
  readonly inRules: boolean;
  #type: DeclaredType | string | undefined;

  private constructor(schema: Plain, cardinality: number | undefined, parent?: RuleScope, inParent?: TypeInParent) {
    this.schema = schema;
    this.cardinality = cardinality;
    this.#parent = parent;
    this.#inParent = inParent;
    const rules = own(schema, 'x-kubernetes-validations');
    this.inRules = parent?.inRules === true || (Array.isArray(rules) && rules.length > 0);
  }

  static root(schema: Plain): RuleScope {
    return new RuleScope(schema, 1);
  }

  property(schema: Plain, name: string): RuleScope {
    const escaped = escapeProperty(name);
    return this.#below(schema, (parent) => (escaped === undefined ? undefined : parent.fields?.get(escaped)?.type));
  }

  /** The items of a list, or the values of a map. */
  elements(schema: Plain): RuleScope {
    return this.#below(schema, (parent) => parent.element ?? 'failed to convert to declType for CEL validation rules');
  }

  #below(schema: Plain, inParent: TypeInParent): RuleScope {
    const times = multiplicity(this.schema);
    const cardinality =
      times === undefined || this.cardinality === undefined ? undefined : product(this.cardinality, times);
    return new RuleScope(schema, cardinality, this, inParent);
  }

  /** The type of `self`, or why expressions cannot use the schema. Derived when it is first needed. */
  type(): DeclaredType | string {
    this.#type ??= this.#derived();
    return this.#type;
  }

  #derived(): DeclaredType | string {
    const parent = this.#parent;
    if (parent?.inRules === true) {
      const type = parent.type();
      if (typeof type === 'string') return type;
      const found = this.#inParent?.(type);
      if (found !== undefined) return found;
    }
    return this.#fromSchema() ?? inconvertible;
  }

  #fromSchema(): DeclaredType | undefined {
    const root = this.#parent === undefined || this.schema['x-kubernetes-embedded-resource'] === true;
    return declaredType(fromOpenAPI(this.schema), { name: 'selfType', root });
  }
}

/** The schemas below that rules can be in; not those below junctors. */
export function scopesBelow(scope: RuleScope): readonly (readonly [path: string, scope: RuleScope])[] {
  const { schema } = scope;
  const found: [string, RuleScope][] = [];
  const values = own(schema, 'additionalProperties');
  if (isPlain(values)) found.push(['additionalProperties', scope.elements(values)]);
  const properties = own(schema, 'properties');
  for (const name of isPlain(properties) ? Object.keys(properties) : []) {
    const property = own(properties as Plain, name);
    if (isPlain(property)) found.push([`properties[${name}]`, scope.property(property, name)]);
  }
  const items = own(schema, 'items');
  if (isPlain(items)) found.push(['items', scope.elements(items)]);
  return found;
}
