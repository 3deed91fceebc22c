/** Parses the subject of a certificate signing request. */
import { type DerElement, derElements } from '@kubets/api/der';
import { fromBase64 } from '@kubets/base';

const elements = (bytes: Uint8Array | undefined): readonly DerElement[] | undefined => bytes && derElements(bytes);

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
