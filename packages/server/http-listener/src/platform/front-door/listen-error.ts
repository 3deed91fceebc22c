/** The error of a listener that cannot accept connections. */

/**
 * The port is in use, or the address is not of this host: `code` is the system's (`EADDRINUSE`, `EADDRNOTAVAIL`,
 * `EACCES`).
 */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The error of a server's `listen`. */
export function listenError(error: Error & { readonly code?: string }, host: string, port: number): ListenError {
  return new ListenError(error.code ?? '', `cannot listen on ${host}:${port}: ${error.message}`);
}
