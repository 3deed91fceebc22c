/** Words errors of Node.js as Go's HTTP client does: administrators search for these texts. Pure. */
import { messageOf } from '@kubets/base';
import { StatusError } from '@kubets/machinery/status-error';

interface NodeError {
  readonly code?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
  readonly errors?: readonly unknown[];
  readonly cert?: { readonly subjectaltname?: string; readonly valid_from?: string; readonly valid_to?: string };
  readonly host?: string;
}

const unverified = 'tls: failed to verify certificate: x509:';
const unknownAuthority = `${unverified} certificate signed by unknown authority`;

const dialFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  EADDRNOTAVAIL: 'connect: cannot assign requested address',
};

const others: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: `${unverified} certificate has expired or is not yet valid`,
  CERT_NOT_YET_VALID: `${unverified} certificate has expired or is not yet valid`,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  INVALID_PURPOSE: `${unverified} certificate specifies an incompatible key usage`,
};

function namesIn(alternativeNames: string): string {
  return alternativeNames
    .split(', ')
    .map((each) => each.replace(/^(DNS|IP Address):/, ''))
    .join(', ');
}

function wrongName({ cert, host = '' }: NodeError): string {
  const names = namesIn(cert?.subjectaltname ?? '');
  return names === ''
    ? `${unverified} certificate is not valid for any names, but wanted to match ${host}`
    : `${unverified} certificate is valid for ${names}, not ${host}`;
}

function addressOf({ address, port }: NodeError): string {
  if (address === undefined) return '';
  return ` ${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** `dial tcp 10.0.0.1:443: connect: connection refused` */
export function wordingOf(error: unknown): string {
  if (error instanceof StatusError) return error.message;
  const failure = (error ?? {}) as NodeError;
  const { code = '' } = failure;
  // All addresses of a name have been tried.
  if (failure.errors !== undefined && failure.errors.length > 0) return wordingOf(failure.errors[0]);
  if (failure.syscall === 'getaddrinfo') return `dial tcp: lookup ${failure.hostname}: no such host`;
  const dial = dialFailures[code];
  if (dial !== undefined) return `dial tcp${addressOf(failure)}: ${dial}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongName(failure);
  if (code === 'ECONNRESET') return messageOf(error) === 'socket hang up' ? 'EOF' : 'read: connection reset by peer';
  if (code === 'EPIPE') return 'write: broken pipe';
  if (messageOf(error).includes('wrong version number')) return 'http: server gave HTTP response to HTTPS client';
  if (code.startsWith('HPE_')) return 'malformed HTTP response';
  return others[code] ?? messageOf(error);
}
