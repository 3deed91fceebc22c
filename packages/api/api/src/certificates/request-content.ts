/**
 * The content of a CertificateSigningRequest: the request with its signature, and the issued certificates. Loaded when
 * the first one is written.
 */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import type { CertificateSigningRequest } from '../generated/certificates/v1.ts';
import { signedDer } from './der.ts';
import { type PemBlock, pemBlocks } from './pem.ts';
import { requestProblem } from './request-signature.ts';
import { validateRequest } from './request-spec.ts';
import { statusErrors } from './request-status.ts';

/** The PEM of a field of bytes, which is base64 in JSON. The schema has checked that. */
const pemOf = (field: string | undefined): readonly PemBlock[] => pemBlocks(atob(field ?? ''));

async function problemOfRequest(request: string): Promise<string | undefined> {
  const [block] = pemOf(request);
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  return requestProblem(block.bytes);
}

/** Why certificates cannot be accepted; undefined: they can. */
function certificateProblem(certificate: string): string | undefined {
  if (certificate === '') return undefined;
  const blocks = pemOf(certificate);
  for (const { type, hasHeaders, bytes } of blocks) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (hasHeaders) return 'no PEM block headers are permitted';
    if (bytes.length === 0) return 'found CERTIFICATE PEM block containing 0 certificates';
    if (signedDer(bytes) === undefined) return 'x509: malformed certificate';
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

/** All checks of a request that need this module: its content, and what a write of its status may change. */
export async function lateErrors(
  request: CertificateSigningRequest,
  old: CertificateSigningRequest | undefined,
  subresource: string,
): Promise<readonly FieldError[]> {
  const content = await contentErrors(request, old);
  if (old === undefined) return [...content, ...validateRequest(request)];
  if (subresource !== 'status' && subresource !== 'approval') return content;
  return [...content, ...statusErrors(request, old, subresource)];
}

/** The spec is immutable, so that its request is checked once. A certificate that was stored is accepted as it is. */
async function contentErrors(
  { spec, status }: CertificateSigningRequest,
  old: CertificateSigningRequest | undefined,
): Promise<readonly FieldError[]> {
  const found: FieldError[] = [];
  const request = old === undefined ? await problemOfRequest(spec.request) : undefined;
  if (request !== undefined) found.push(fieldError.invalid('spec.request', spec.request ?? '', request));
  const [certificate, before] = [status?.certificate ?? '', old?.status?.certificate ?? ''];
  const isChecked = old === undefined || (certificate !== before && certificateProblem(before) === undefined);
  const problem = isChecked ? certificateProblem(certificate) : undefined;
  if (problem !== undefined) found.push(fieldError.invalid('status.certificate', '<certificate data>', problem));
  return found;
}
