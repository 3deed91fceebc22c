/** Why connections cannot be taken. */

/** The port is taken, or the address is not ours: `code` is the system's (`EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`). */
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
