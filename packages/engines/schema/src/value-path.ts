/** The current path of a traversal, as a stack, so that it is formatted only for errors. */

/** Precedes the key of a map, to tell it from the field of a struct. */
const inMap = Symbol('map');

export class ValuePath {
  readonly #steps: (string | number | symbol)[] = [];
  #depth = 0;

  field(name: string): void {
    this.#steps[this.#depth++] = name;
  }

  index(index: number): void {
    this.#steps[this.#depth++] = index;
  }

  key(key: string): void {
    this.#steps[this.#depth++] = inMap;
    this.#steps[this.#depth++] = key;
  }

  /** Leaves a field or an item. */
  leave(): void {
    this.#depth -= 1;
  }

  leaveKey(): void {
    this.#depth -= 2;
  }

  /** `spec.containers[0].name`, `spec.limits.cpu`: map keys are formatted like fields, as in JSON decoding and OpenAPI validation. */
  dotted(last?: string): string {
    return this.#text((key) => `.${key}`, last);
  }

  /** `spec.limits[cpu]`: map keys are in brackets, as in field paths. */
  bracketed(last?: string): string {
    return this.#text((key) => `[${key}]`, last);
  }

  /** The names of struct fields only, as in errors of Go's decoder. */
  fields(): readonly string[] {
    const names: string[] = [];
    for (let i = 0; i < this.#depth; i++) {
      const step = this.#steps[i];
      if (step === inMap) i += 1;
      else if (typeof step === 'string') names.push(step);
    }
    return names;
  }

  #text(keyed: (key: string) => string, last: string | undefined): string {
    let path = '';
    for (let i = 0; i < this.#depth; i++) {
      const step = this.#steps[i];
      if (step === inMap) path += keyed(String(this.#steps[++i]));
      else path += typeof step === 'number' ? `[${step}]` : `.${String(step)}`;
    }
    if (last !== undefined) path += `.${last}`;
    return path.startsWith('.') ? path.slice(1) : path;
  }
}
