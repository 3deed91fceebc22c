/** What certificates (X.509) say about themselves, as far as the API server checks it. */
import { type DerElement, derElements, derSequence, identifierOf, sequenceTag, signedDer } from './der.ts';

const basicConstraints = '551d13';
const octetStringTag = 0x04;
const booleanTag = 0x01;
/** The tag of the extensions in the signed part. */
const extensionsTag = 0xa3;

/** The value of an extension. Its second part is the value, or whether it is critical. */
function extensionOf(extensions: DerElement | undefined, id: string): Uint8Array | undefined {
  for (const extension of derSequence(extensions?.value) ?? []) {
    const [identifier, ...rest] = derElements(extension.value) ?? [];
    if (identifier === undefined || identifierOf(identifier) !== id) continue;
    return rest.find(({ tag }) => tag === octetStringTag)?.value;
  }
  return undefined;
}

export interface Certificate {
  /** Whether it belongs to an authority. */
  readonly isAuthority: boolean;
}

/** Undefined if the bytes are no certificate. */
export function parseCertificate(bytes: Uint8Array): Certificate | undefined {
  const parts = derElements(signedDer(bytes)?.signed.value ?? new Uint8Array());
  // Serial number, algorithm, issuer, validity, subject and key; before them the version, if it is not the first.
  const fields = parts?.filter(({ tag }) => tag !== 0xa0) ?? [];
  if (fields.length < 6 || fields.slice(1, 6).some(({ tag }) => tag !== sequenceTag)) return undefined;
  const constraints = extensionOf(
    fields.find(({ tag }) => tag === extensionsTag),
    basicConstraints,
  );
  const [first] = derSequence(constraints) ?? [];
  return { isAuthority: first?.tag === booleanTag && first.value[0] !== 0 };
}
