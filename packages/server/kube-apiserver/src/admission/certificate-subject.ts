/** Parses the subject of a certificate signing request, with only as much DER as that requires. */
import { fromBase64 } from '@kubets/base';

/** The contents of the TLV at `at`, and where the next one begins; undefined if there is none. */
function element(bytes: Uint8Array, at: number): { tag: number; value: Uint8Array; next: number } | undefined {
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
  const next = start + length;
  return next > bytes.length ? undefined : { tag, value: bytes.subarray(start, next), next };
}

/** The elements of a constructed value; undefined if it is not a sequence of complete elements. */
function elements(bytes: Uint8Array | undefined): { tag: number; value: Uint8Array }[] | undefined {
  if (bytes === undefined) return undefined;
  const found: { tag: number; value: Uint8Array }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const each = element(bytes, at);
    if (each === undefined) return undefined;
    found.push(each);
    at = each.next;
  }
  return found;
}

/** 2.5.4.3 and 2.5.4.10 in DER. */
const commonNameType = '85,4,3';
const organizationType = '85,4,10';
const bmpString = 0x1e;

function textOf(tag: number, value: Uint8Array): string {
  return new TextDecoder(tag === bmpString ? 'utf-16be' : 'utf-8').decode(value);
}

function derOf(pem: string): Uint8Array | undefined {
  const body = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]*)-----END/.exec(pem)?.[1];
  try {
    return body === undefined ? undefined : fromBase64(body.replaceAll(/\s/g, ''));
  } catch {
    return undefined;
  }
}

export interface RequestedSubject {
  /** The last value, as upstream's parser; empty if there is none. */
  readonly commonName: string;
  readonly organizations: readonly string[];
}

/**
 * `request` is `spec.request` of a CertificateSigningRequest: PEM in base64. Undefined if it cannot be parsed.
 */
export function requestedSubject(request: string): RequestedSubject | undefined {
  let pem: string;
  try {
    pem = atob(request);
  } catch {
    return undefined;
  }
  const der = derOf(pem);
  const information = elements(elements(der)?.[0]?.value)?.[0];
  const subject = elements(elements(information?.value)?.[1]?.value);
  if (subject === undefined) return undefined;
  let commonName = '';
  const organizations: string[] = [];
  for (const relative of subject)
    for (const attribute of elements(relative.value) ?? []) {
      const [type, value] = elements(attribute.value) ?? [];
      if (value === undefined) continue;
      const text = textOf(value.tag, value.value);
      if (type?.value.join() === commonNameType) commonName = text;
      else if (type?.value.join() === organizationType) organizations.push(text);
    }
  return { commonName, organizations };
}
