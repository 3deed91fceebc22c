/** The interface between the SQL engine and the two database drivers. */
import type { Clock } from '@kubets/base';
import { StoreUnavailableError } from '@kubets/storage';

export type Row = Readonly<Record<string, unknown>>;

export interface SqlSession {
  /** `?` is replaced by bytes of `values`. Numbers are part of the statement. Rows are objects by column name. */
  rows(sql: string, values?: readonly Uint8Array[]): Promise<readonly Row[]>;
  /** The number of changed rows. */
  change(sql: string, values?: readonly Uint8Array[]): Promise<number>;
}

/**
 * A pool of connections with isolation level READ COMMITTED. Every failure is a StoreUnavailableError (unavailable, or rolled back
 * for a temporary reason) or a StoreFailedError.
 */
export interface SqlDatabase extends SqlSession, AsyncDisposable {
  /** Creates missing tables. Several servers can do so at once. */
  createTables(): Promise<void>;
  /** Commits the statements of `run`, or rolls back if it throws. */
  transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T>;
  /** In a transaction: the commit notifies listeners. Absent if the database has no notifications. */
  announce?(session: SqlSession): Promise<void>;
  /** Calls `heard` for each notification, and when some may have been lost, until the signal aborts. */
  listen?(heard: () => void, signal: AbortSignal): Promise<void>;
  /** A statement that deletes at most this number of rows. */
  deleteSome(table: string, condition: string, limit: number): string;
  /** The polling interval for commits of other servers (milliseconds). */
  readonly pollInterval: number;
}

export interface DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly login?: { readonly name: string; readonly password: string };
  /** PEM. Absent: no TLS. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly clock: Clock;
}

/** Timeouts for connecting and for statements (milliseconds). */
export const connectTimeoutMs = 5000;
export const statementTimeoutMs = 10_000;
/** The number of connections per store. */
export const poolSize = 8;

/** How long and how often statements that were not executed are retried (milliseconds). */
const retryTimeoutMs = 15_000;
const retryPauseMs = 100;

/** Retries while the database is unavailable and nothing was executed. */
export async function patiently<T>(clock: Clock, task: () => Promise<T>): Promise<T> {
  const end = clock.monotonic() + retryTimeoutMs;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const again = error instanceof StoreUnavailableError && error.outcome === 'not made';
      if (!again || clock.monotonic() + retryPauseMs >= end) throw error;
      await clock.sleep(retryPauseMs);
    }
  }
}
