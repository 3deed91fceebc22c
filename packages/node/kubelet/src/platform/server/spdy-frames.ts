/** Cuts a SPDY/3.1 byte stream into frames. Data is handed on as it comes, so no frame is ever held as a whole. */

/** What a control frame of a container runtime may be long: its headers are few and short. */
const maxControlFrameBytes = 64 * 1024;
const headerBytes = 8;

export interface FrameHandler {
  /** A part of a data frame; empty for a frame without data. `last`: the sender ends the stream with it. */
  data(streamId: number, part: Buffer, last: boolean): void;
  /** A whole control frame, its 8 bytes of head included. */
  control(type: number, frame: Buffer): void;
}

const finFlag = 1;

export class FrameReader {
  readonly #handler: FrameHandler;
  /** The head, or the control frame, that is being collected. */
  #held: Buffer = Buffer.alloc(0);
  /** Bytes that are missing of the data frame under way. */
  #dataLeft = 0;
  #streamId = 0;
  #last = false;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  /** False when the peer has sent what no frame may be: nothing after it can be understood. */
  read(chunk: Buffer): boolean {
    let rest = chunk;
    while (rest.length > 0 || this.#held.length > 0) {
      if (this.#dataLeft > 0) {
        rest = this.#readData(rest);
        if (rest.length === 0) return true;
        continue;
      }
      const wanted = this.#wanted();
      if (wanted > maxControlFrameBytes) return false;
      const missing = wanted - this.#held.length;
      if (missing > 0) {
        if (rest.length === 0) return true;
        this.#held = Buffer.concat([this.#held, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        continue;
      }
      this.#finishHeld();
    }
    return true;
  }

  /** How long what is held must become before something can be done with it. */
  #wanted(): number {
    if (this.#held.length < headerBytes) return headerBytes;
    const isControl = ((this.#held[0] ?? 0) & 0x80) !== 0;
    return isControl ? headerBytes + (this.#held.readUInt32BE(4) & 0xffffff) : headerBytes;
  }

  #finishHeld(): void {
    const frame = this.#held;
    this.#held = Buffer.alloc(0);
    const word = frame.readUInt32BE(0);
    if (word >= 0x80000000) {
      this.#handler.control(word & 0xffff, frame);
      return;
    }
    this.#streamId = word;
    this.#last = ((frame[4] ?? 0) & finFlag) !== 0;
    this.#dataLeft = frame.readUInt32BE(4) & 0xffffff;
    if (this.#dataLeft === 0) this.#handler.data(word, Buffer.alloc(0), this.#last);
  }

  #readData(rest: Buffer): Buffer {
    const part = rest.subarray(0, this.#dataLeft);
    this.#dataLeft -= part.length;
    if (part.length > 0) this.#handler.data(this.#streamId, part, this.#last && this.#dataLeft === 0);
    return rest.subarray(part.length);
  }
}
