/** The one line a failed command ends with; a bug of ours comes with its stack, anything else without. */
import { InvariantError, messageOf } from '@kubets/base';
import { StatusError } from '@kubets/machinery';
import { UsageError } from './usage-error.ts';

const explained: Readonly<Record<string, (error: NodeJS.ErrnoException & { readonly port?: number }) => string>> = {
  EADDRINUSE: ({ port }) =>
    `port ${port} is in use already: choose another with --port, or stop what listens there (is it another cluster? see 'kubets status')`,
  EACCES: (error) => `permission denied: ${error.path ?? error.message}`,
  EPERM: (error) => `not permitted: ${error.path ?? error.message}`,
  ENOSPC: (error) => `no space left on the disk${error.path === undefined ? '' : `: ${error.path}`}`,
  ENOENT: (error) => `no such file or directory: ${error.path ?? error.message}`,
  ECONNREFUSED: () => "the cluster does not answer: start it with 'kubets up'",
};

/** Names of errors whose message is written for the user. */
const forUsers: ReadonlySet<string> = new Set([
  'ContainerdError',
  'NetworkError',
  'StoreFailedError',
  'KubeconfigError',
  'FileLockedError',
  'ImageArchiveError',
  'PacketRulesError',
  'PkiError',
  'DeadlineError',
]);

export function commandError(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof UsageError || error instanceof StatusError) return `error: ${error.message}`;
  if (error instanceof InvariantError) return `error: this is a bug of kubets: ${error.stack}`;
  if (error instanceof Error && forUsers.has(error.name)) return `error: ${error.message}`;
  if (code !== undefined && Object.hasOwn(explained, code))
    return `error: ${explained[code]?.(error as NodeJS.ErrnoException)}`;
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`;
}
