/** The error line of a failed command. Only a bug in kubets is shown with its stack. */
import { InvariantError, messageOf } from '@kubets/base';
import { StatusError } from '@kubets/machinery/status-error';
import { UsageError } from './usage-error.ts';

type SystemError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number };

/** Messages for common errors of system calls. Other errors are shown with the message of the system. */
const explained: Readonly<Record<string, (error: SystemError) => string>> = {
  EADDRINUSE: ({ address, port }) =>
    `port ${port} of ${address} is already in use: stop the process that uses it, which may be another cluster`,
  EACCES: (error) => `permission denied: ${error.path ?? error.message}`,
  EPERM: (error) => `not permitted: ${error.path ?? error.message}`,
  ENOSPC: (error) => `no space left on device${error.path === undefined ? '' : `: ${error.path}`}`,
  EROFS: (error) => `read-only file system: ${error.path ?? error.message}`,
  ENOENT: (error) => `no such file or directory: ${error.path ?? error.message}`,
  ENOTDIR: (error) => `not a directory: ${error.path ?? error.message}`,
  ECONNREFUSED: () => "cannot connect to the cluster: start it with 'kubets up'",
};

/** Names of errors whose messages are written for users. */
const forUsers: ReadonlySet<string> = new Set([
  'ContainerdError',
  'NetworkError',
  'StoreFailedError',
  'StoreUnavailableError',
  'KubeconfigError',
  'FileLockedError',
  'ImageArchiveError',
  'ListenError',
  'PacketRulesError',
  'PkiError',
  'RuntimeError',
  'DeadlineError',
]);

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

export function commandError(error: unknown): string {
  if (error instanceof UsageError || error instanceof StatusError) return `error: ${error.message}`;
  if (error instanceof InvariantError) return `error: this is a bug in kubets, please report it: ${error.stack}`;
  if (error instanceof Error && forUsers.has(error.name)) return `error: ${error.message}`;
  if (isSystemError(error)) {
    const { code = '' } = error;
    return `error: ${Object.hasOwn(explained, code) ? explained[code]?.(error) : error.message}`;
  }
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`;
}
