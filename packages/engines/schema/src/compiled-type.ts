/** A compiled type: pure functions on JSON values. Inputs are not modified, and outputs share structure with them. */
import type { FieldError } from '@kubets/machinery/field-error';
import type { DisabledField } from './decode-state.ts';
import type { TypeNode } from './type-node.ts';

export interface Decoded {
  /** The value as Go would encode it after decoding: canonical, unknown fields gone. */
  readonly value: unknown;
  /** Paths of unknown fields: `spec.foo`, `spec.containers[0].bar`; at most 100, as upstream. */
  readonly unknown: readonly string[];
  /** Fields of disabled feature gates, which are removed from `value`, as upstream. At most 100. */
  readonly disabled?: readonly DisabledField[];
  /** Go's message for the first value of a wrong type. `value` is then invalid. */
  readonly error?: string;
}

export interface DefaultingContext {
  /** RFC 3339, seconds: for fields that default to the current time. */
  readonly now?: string;
}

export interface CompiledType {
  readonly node: TypeNode;
  decode(value: unknown): Decoded;
  applyDefaults(value: unknown, context?: DefaultingContext): unknown;
  validate(value: unknown): readonly FieldError[];
  /** Like `validate`, with ratcheting: unchanged invalid values are allowed. */
  validateUpdate(value: unknown, old: unknown): readonly FieldError[];
  /** The value without fields the schema does not know. */
  prune(value: unknown): unknown;
}

export interface CompileOptions {
  /** Whether a feature gate is on. Default: all off for defaults and rules, and decoding drops no field. */
  readonly gate?: (name: string) => boolean;
}
