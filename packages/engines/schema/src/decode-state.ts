/**
 * The results of decoding: unknown fields, fields of disabled feature gates, and the first type error with Go's message.
 */
import { goValueName } from './go-type.ts';
import { ValuePath } from './value-path.ts';

const maxUnknown = 100;
const maxDisabled = 100;

/** A field that was dropped because its feature gate is disabled. */
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

  /** Whether the current field belongs to a disabled feature gate. */
  disabledField(gate: string): void {
    if (this.disabled.length < maxDisabled) this.disabled.push({ path: this.path.dotted(), gate });
  }

  /** Records the first type error, as Go does. Returns a value to continue with. */
  mismatch(value: unknown, goType: string, shown = goValueName(value)): undefined {
    if (this.error !== undefined) return;
    const place =
      this.struct === undefined ? 'Go value' : `Go struct field ${this.struct}.${this.path.fields().join('.')}`;
    this.fail(`json: cannot unmarshal ${shown} into ${place} of type ${goType}`);
  }

  /** An error of a custom unmarshaller, which has no path. */
  fail(message: string): undefined {
    this.error ??= message;
  }
}

/** Returns the canonical value, or the same value if it is canonical. Never called with null. */
export type Decoder = (value: unknown, state: DecodeState) => unknown;
