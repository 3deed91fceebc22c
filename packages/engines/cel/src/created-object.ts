/** Objects that an expression creates with types that have any fields, and types of such objects. */
import type { CelType } from './types.ts';
import { CelMap, type CelValue, noSuchOverload } from './values.ts';

/** A type whose fields are not listed anywhere: `Object.spec` of mutating admission policies. */
export interface OpenType {
  /** Undefined: the type has no such field. */
  fieldType(field: string): CelType | undefined;
}

/** `Object.spec{replicas: 3}`. Fields keep their values, so that the types of nested objects are known. */
export class CreatedObject extends CelMap {
  readonly typeName: string;
  readonly fields: ReadonlyMap<string, CelValue>;

  constructor(typeName: string, fields: ReadonlyMap<string, CelValue>) {
    super();
    this.typeName = typeName;
    this.fields = fields;
  }

  get size(): number {
    return this.fields.size;
  }

  find(key: CelValue): CelValue | undefined {
    return typeof key === 'string' ? this.fields.get(key) : noSuchOverload;
  }

  keys(): readonly CelValue[] {
    return [...this.fields.keys()];
  }
}
