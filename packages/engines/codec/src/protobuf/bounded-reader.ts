/** A reader with a limit on the number of fields. It is slower than its base class, and used for large messages only. */
import { MessageReader } from './message-reader.ts';
import { TooManyFieldsError } from './wire.ts';

class BoundedReader extends MessageReader {
  #left: number;

  constructor(bytes: Uint8Array, maxFields: number) {
    super(bytes);
    this.#left = maxFields;
  }

  override tag(): number {
    this.#count(1);
    return super.tag();
  }

  override numbers(tag: number, list: unknown[], read: (tag: number) => unknown): void {
    super.numbers(tag, list, (each) => {
      this.#count(1);
      return read.call(this, each);
    });
  }

  #count(fields: number): void {
    this.#left -= fields;
    if (this.#left < 0) throw new TooManyFieldsError('there are too many fields');
  }
}

/**
 * Throws TooManyFieldsError if all messages together have more than `maxFields` fields. Numbers of a packed field count, too. Every
 * field takes at least one byte.
 */
export function boundedReader(bytes: Uint8Array, maxFields: number): MessageReader {
  return bytes.length <= maxFields ? new MessageReader(bytes) : new BoundedReader(bytes, maxFields);
}
