/** Bytes of an answer gathered into chunks that are worth a write each. What is large is passed on as it is, uncopied. */

const chunkSize = 64 * 1024;
const utf8 = new TextEncoder();

export class Chunks {
  #bytes = new Uint8Array(chunkSize);
  #length = 0;
  #ready: Uint8Array[] = [];

  bytes(part: Uint8Array): void {
    if (part.length > chunkSize / 2) {
      this.#flush();
      this.#ready.push(part);
      return;
    }
    if (this.#length + part.length > chunkSize) this.#flush();
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  text(text: string): void {
    // A UTF-16 unit takes at most three bytes.
    if (text.length * 3 > chunkSize) {
      this.bytes(utf8.encode(text));
      return;
    }
    if (this.#length + text.length * 3 > chunkSize) this.#flush();
    this.#length += utf8.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** What is complete so far; undefined when nothing is. */
  full(): readonly Uint8Array[] | undefined {
    if (this.#ready.length === 0) return undefined;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** All that is left. */
  rest(): readonly Uint8Array[] {
    this.#flush();
    return this.full() ?? [];
  }

  #flush(): void {
    if (this.#length === 0) return;
    this.#ready.push(this.#bytes.subarray(0, this.#length));
    this.#bytes = new Uint8Array(chunkSize);
    this.#length = 0;
  }
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
