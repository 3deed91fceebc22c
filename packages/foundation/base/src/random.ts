/** The random generator that components get as an argument, so that a run can be replayed from its seed. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  integer(limit: number): number;
  bytes(length: number): Uint8Array;
  /** A version 4 UUID in lower case. */
  uuid(): string;
}

/** The characters of generated names, as in Kubernetes: no vowels and no characters that are easily confused. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A random suffix for the name of an object. */
export function randomSuffix(random: Random, length = 5): string {
  let text = '';
  for (let i = 0; i < length; i++) text += nameAlphabet[random.integer(nameAlphabet.length)];
  return text;
}

function uuidFrom(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Values of the host's generator, fetched in batches to save system calls. */
const pool = new Uint32Array(1024);
let left = 0;

function drawn(): number {
  if (left === 0) {
    crypto.getRandomValues(pool);
    left = pool.length;
  }
  left--;
  const value = pool[left] ?? 0;
  // A value that was used must not stay in memory.
  pool[left] = 0;
  return value;
}

/** The host's cryptographic generator. */
export const systemRandom: Random = {
  next: () => drawn() / 2 ** 32,
  integer: (limit) => Math.floor(systemRandom.next() * limit),
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  uuid: () => crypto.randomUUID(),
};

/** A generator that returns the same values for the same seed (sfc32). Not for the keys or tokens of a real cluster. */
export function seededRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const draw = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) draw();
  const random: Random = {
    next: () => draw() / 2 ** 32,
    integer: (limit) => Math.floor(random.next() * limit),
    bytes: (length) => Uint8Array.from({ length }, () => draw() & 0xff),
    uuid: () => uuidFrom(random.bytes(16)),
  };
  return random;
}
