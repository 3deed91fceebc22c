/** Collects bytes into chunks that are worth one write each. Large parts are not copied. */

/** Most answers are small; for large ones, large chunks save turns of the event loop. */
const firstChunkBytes = 16 * 1024;
const maxChunkBytes = 256 * 1024;
/** Larger parts are not copied. */
const copyLimitBytes = 32 * 1024;
const shortTextLength = 128;
const utf8 = new TextEncoder();

export class Chunks {
  /** The chunk that is being filled; none until there is content. */
  #bytes = new Uint8Array(0);
  #size = firstChunkBytes;
  #length = 0;
  #ready: Uint8Array[] = [];
  /** Memory of chunks that have been taken, and how much of it may be overwritten. */
  #lent: Uint8Array<ArrayBuffer>[] = [];
  #spare: Uint8Array<ArrayBuffer>[] = [];

  bytes(part: Uint8Array): void {
    if (part.length > copyLimitBytes) {
      this.#flush();
      this.#ready.push(part);
      return;
    }
    this.#ensure(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  text(text: string): void {
    if (text.length <= shortTextLength && this.#ascii(text)) return;
    // A UTF-16 unit takes at most three bytes.
    if (text.length * 3 > copyLimitBytes) {
      this.bytes(utf8.encode(text));
      return;
    }
    this.#ensure(text.length * 3);
    this.#length += utf8.encodeInto(text, this.#bytes.subarray(this.#length)).written;
  }

  /** Writes short texts, of which there are many, without a native call; false if the text is not ASCII. */
  #ascii(text: string): boolean {
    this.#ensure(text.length);
    const bytes = this.#bytes;
    const start = this.#length;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) return false;
      bytes[start + index] = unit;
    }
    this.#length = start + text.length;
    return true;
  }

  /** Ends the chunk that is being filled: a small one, for parts that took long to compute. */
  end(): void {
    this.#flush();
  }

  /** The complete chunks; undefined if there are none. */
  full(): readonly Uint8Array[] | undefined {
    if (this.#ready.length === 0) return undefined;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** The taken chunks are no longer in use: a long list is encoded in the same small memory. */
  reuse(): void {
    this.#spare.push(...this.#lent.filter((bytes) => bytes.length === maxChunkBytes));
    this.#lent = [];
  }

  /** The rest. */
  rest(): readonly Uint8Array[] {
    this.#flush();
    return this.full() ?? [];
  }

  #ensure(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    this.#flush();
    // The first chunks may be smaller than the part to copy.
    while (this.#size < length) this.#size *= 4;
    this.#bytes = this.#spare.pop() ?? new Uint8Array(this.#size);
    this.#size = Math.min(maxChunkBytes, this.#size * 4);
  }

  #flush(): void {
    if (this.#length === 0) return;
    this.#ready.push(this.#bytes.subarray(0, this.#length));
    this.#lent.push(this.#bytes);
    this.#bytes = new Uint8Array(0);
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
