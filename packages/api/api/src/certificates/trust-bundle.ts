/** Validation of the certificates in a ClusterTrustBundle. Loaded with the first write of one. Upstream: validateTrustBundle. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { utf8Length } from '@kubets/machinery/names';
import type { ClusterTrustBundle } from '../generated/certificates/v1.ts';
import { parseCertificate } from './certificate.ts';
import { type PemBlock, pemBlocks } from './pem.ts';

const path = 'spec.trustBundle';
const maxBytes = 1024 * 1024;

function blockProblem({ type, hasHeaders, bytes }: PemBlock): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`;
  if (hasHeaders) return 'has PEM block headers';
  const certificate = parseCertificate(bytes);
  if (certificate === undefined) return 'does not parse as X.509';
  return certificate.isAuthority ? undefined : 'does not have the CA bit set';
}

function bundleErrors(text: string): readonly FieldError[] {
  if (utf8Length(text) > maxBytes) return [fieldError.tooLong(path, maxBytes)];
  const found: FieldError[] = [];
  const add = (detail: string): void => {
    found.push(fieldError.invalid(path, '<value omitted>', detail));
  };
  const places = new Map<string, number[]>();
  for (const [index, block] of pemBlocks(text).entries()) {
    const problem = blockProblem(block);
    if (problem !== undefined) add(`entry ${index} ${problem}`);
    const key = block.bytes.join();
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  if (found.length > 0) return found;
  if (places.size === 0) add('at least one trust anchor must be provided');
  for (const indices of places.values())
    if (indices.length > 1) add(`duplicate trust anchor (indices [${indices.join(' ')}])`);
  return found;
}

/** Certificates that an update does not change are accepted as they are stored. */
export async function trustBundleErrors(
  { spec }: ClusterTrustBundle,
  old: ClusterTrustBundle | undefined,
): Promise<readonly FieldError[]> {
  return spec.trustBundle === old?.spec.trustBundle ? [] : bundleErrors(spec.trustBundle);
}
