/** What one decoding collects: unknown fields, fields of disabled features and the first wrong type, in the words of Go's JSON decoder. */
import { goValueName } from './go-type.ts';
import { ValuePath } from './value-path.ts';

const maxUnknown = 100;
const maxDisabled = 100;

/** A field that was given, and dropped because of a feature gate that is off. */
export interface DisabledField {
  /** `spec.containers[0].lifecycle.stopSignal` */
  readonly path: string;
  readonly gate: string;
}

export class DecodeState {
  readonly path = new ValuePath();
  readonly unknown: string[] = [];
  readonly disabled: DisabledField[] = [];
  error: string | undefined;
  /** The struct whose field is being decoded. */
  struct: string | undefined;

  unknownField(name: string): void {
    if (this.unknown.length < maxUnknown) this.unknown.push(this.path.dotted(name));
  }

  /** The field the walk stands in belongs to a feature gate that is off. */
  disabledField(gate: string): void {
    if (this.disabled.length < maxDisabled) this.disabled.push({ path: this.path.dotted(), gate });
  }

  /** A value that does not fit; the first is kept, as Go does. Returns a value to go on with. */
  mismatch(value: unknown, goType: string, shown = goValueName(value)): undefined {
    if (this.error !== undefined) return;
    const place =
      this.struct === undefined ? 'Go value' : `Go struct field ${this.struct}.${this.path.fields().join('.')}`;
    this.fail(`json: cannot unmarshal ${shown} into ${place} of type ${goType}`);
  }

  /** An error of a type's own unmarshaller, which knows nothing of its place. */
  fail(message: string): undefined {
    this.error ??= message;
  }
}

/** Yields the canonical value: the same one where nothing had to change. Never called with null. */
export type Decoder = (value: unknown, state: DecodeState) => unknown;
