/** What the engine needs of a database; each of the two drivers is one. */
import type { Clock } from '@kubets/base';
import { StoreUnavailableError } from '@kubets/storage';

export type Row = Readonly<Record<string, unknown>>;

export interface SqlSession {
  /** `?` stands for bytes of `values`; numbers are written into the statement. Rows by the names of their columns. */
  rows(sql: string, values?: readonly Uint8Array[]): Promise<readonly Row[]>;
  /** How many rows the statement changed. */
  change(sql: string, values?: readonly Uint8Array[]): Promise<number>;
}

/**
 * A pool of connections that read what is committed, each statement at one moment. Every failure is a
 * StoreUnavailableError (out of reach, or rolled back for a reason that passes) or a StoreFailedError.
 */
export interface SqlDatabase extends SqlSession, AsyncDisposable {
  /** Makes the tables where they are missing; several servers may do so at once. */
  createTables(): Promise<void>;
  /** Commits what `run` did, or rolls it back when it throws. */
  transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T>;
  /** In a transaction: its commit wakes those who listen. Absent where the database tells nobody. */
  announce?(session: SqlSession): Promise<void>;
  /** Calls `heard` at each announcement, and when some may have been missed, until the signal aborts. */
  listen?(heard: () => void, signal: AbortSignal): Promise<void>;
  /** A statement that deletes at most so many rows. */
  deleteSome(table: string, condition: string, limit: number): string;
  /** How often to look for the commits of others (milliseconds). */
  readonly pollInterval: number;
}

export interface DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly login?: { readonly name: string; readonly password: string };
  /** PEM. Without it, plain text. */
  readonly tls?: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly clock: Clock;
}

/** For a connection to be made, and for a statement to be answered (milliseconds). */
export const connectTime = 5000;
export const statementTime = 10_000;
/** Connections of one store. */
export const poolSize = 8;

/** For how long what surely was not done is tried again, and how often (milliseconds). */
const patience = 15_000;
const pause = 100;

/** Tries again while the database is out of reach and nothing was done. */
export async function patiently<T>(clock: Clock, task: () => Promise<T>): Promise<T> {
  const end = clock.monotonic() + patience;
  for (;;) {
    try {
      return await task();
    } catch (error) {
      const again = error instanceof StoreUnavailableError && error.outcome === 'not made';
      if (!again || clock.monotonic() + pause >= end) throw error;
      await clock.sleep(pause);
    }
  }
}
