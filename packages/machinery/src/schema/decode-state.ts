/** What one decoding collects: unknown fields and the first wrong type, in the words of Go's JSON decoder. */
import { goValueName } from './go-type.ts';
import { ValuePath } from './value-path.ts';

const maxUnknown = 100;

export class DecodeState {
  readonly path = new ValuePath();
  readonly unknown: string[] = [];
  error: string | undefined;
  /** The struct whose field is being decoded. */
  struct: string | undefined;

  unknownField(name: string): void {
    if (this.unknown.length < maxUnknown) this.unknown.push(this.path.dotted(name));
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
