/** Reads DER, with only as much of it as certificates and requests need. */

/** One element: its tag, its contents, and all of its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly bytes: Uint8Array;
}

export const sequenceTag = 0x30;
export const bitStringTag = 0x03;
export const identifierTag = 0x06;

function elementAt(bytes: Uint8Array, at: number): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  let length = first;
  let start = at + 2;
  if (first > 0x7f) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4) return undefined;
    length = 0;
    for (let left = octets; left > 0; left--) length = length * 256 + (bytes[start++] ?? 0);
  }
  const end = start + length;
  if (end > bytes.length) return undefined;
  return { tag, value: bytes.subarray(start, end), bytes: bytes.subarray(at, end) };
}

/** The elements that bytes consist of; undefined if they do not. */
export function derElements(bytes: Uint8Array): readonly DerElement[] | undefined {
  const found: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) return undefined;
    found.push(element);
    at += element.bytes.length;
  }
  return found;
}

/** The parts of the single sequence that bytes consist of; undefined if they consist of something else. */
export function derSequence(bytes: Uint8Array | undefined): readonly DerElement[] | undefined {
  const [only, ...others] = (bytes && derElements(bytes)) ?? [];
  return only?.tag === sequenceTag && others.length === 0 ? derElements(only.value) : undefined;
}

/** The parts of a certificate or a request: what is signed, the algorithm, the signature. */
export interface SignedDer {
  readonly signed: DerElement;
  readonly algorithm: readonly DerElement[];
  readonly signature: Uint8Array;
}

export function signedDer(bytes: Uint8Array): SignedDer | undefined {
  const [signed, algorithm, signature, ...others] = derSequence(bytes) ?? [];
  if (signed?.tag !== sequenceTag || signature?.tag !== bitStringTag || others.length > 0) return undefined;
  const parts = derSequence(algorithm?.bytes);
  if (parts?.[0]?.tag !== identifierTag || signature.value[0] !== 0) return undefined;
  return { signed, algorithm: parts, signature: signature.value.subarray(1) };
}

/** The bytes of an object identifier, in hexadecimal. */
export const identifierOf = ({ value }: DerElement): string =>
  Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
