/** PostgreSQL with `pg`. Servers are notified of other servers' commits with LISTEN and NOTIFY. */
import { type Clock, messageOf } from '@kubets/base';
import { StoreFailedError, StoreUnavailableError } from '@kubets/storage';
import pg from 'pg';
import {
  connectTimeoutMs,
  type DatabaseOptions,
  poolSize,
  type Row,
  type SqlDatabase,
  type SqlSession,
  statementTimeoutMs,
} from './database.ts';
import { current } from './tables.ts';

const channel = 'kubets_store';
/** The pause between attempts to listen (milliseconds). */
const listenPauseMs = 500;

/**
 * SQLSTATE classes and codes of temporary errors: connection, too many connections, deadlock, lock and statement timeout,
 * restart.
 */
const passing = /^(08...|53300|40001|40P01|55P03|57014|57P0[1-5])$/;
const lostConnection =
  /^(Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client has encountered|Client was closed)/;

function failureOf(error: unknown, outcome: StoreUnavailableError['outcome']): Error {
  if (error instanceof StoreUnavailableError || error instanceof StoreFailedError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = `PostgreSQL: ${messageOf(error) || code}`;
  const isPassing = passing.test(code) || /^E[A-Z]+$/.test(code) || lostConnection.test(messageOf(error));
  return isPassing
    ? new StoreUnavailableError(message, outcome, { cause: error })
    : new StoreFailedError(message, { cause: error });
}

const eightBytes = 20;
/** Parses 64-bit integers as numbers, because all values fit. */
const types = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === eightBytes ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

const schema = [
  `CREATE TABLE IF NOT EXISTS kubets_store (
    id smallint PRIMARY KEY, layout int NOT NULL, revision bigint NOT NULL, compacted bigint NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS kubets_entries (
    name bytea NOT NULL, revision bigint NOT NULL, ordinal int NOT NULL, replaced bigint NOT NULL,
    created bigint NOT NULL, expires bigint, value bytea, PRIMARY KEY (name, revision))`,
  `CREATE UNIQUE INDEX IF NOT EXISTS kubets_entries_log ON kubets_entries (revision, ordinal)`,
  `CREATE UNIQUE INDEX IF NOT EXISTS kubets_entries_current ON kubets_entries (name) WHERE replaced = ${current}`,
  `CREATE INDEX IF NOT EXISTS kubets_entries_replaced ON kubets_entries (replaced) WHERE replaced < ${current}`,
  `CREATE INDEX IF NOT EXISTS kubets_entries_expires ON kubets_entries (expires) WHERE expires IS NOT NULL`,
  `INSERT INTO kubets_store (id, layout, revision, compacted) VALUES (1, 1, 1, 1) ON CONFLICT DO NOTHING`,
];
/** An arbitrary number that all servers use. */
const schemaLock = 6_283_185;

type Queryable = Pick<pg.ClientBase, 'query'>;

async function query(client: Queryable, sql: string, values: readonly Uint8Array[]): Promise<pg.QueryResult<Row>> {
  let index = 0;
  const text = sql.replaceAll('?', () => `$${++index}`);
  const buffers = values.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  return client.query<Row>(text, buffers);
}

const sessionOf = (client: Queryable): SqlSession => ({
  rows: async (sql, values = []) => (await query(client, sql, values)).rows,
  change: async (sql, values = []) => (await query(client, sql, values)).rowCount ?? 0,
});

export class PostgresDatabase implements SqlDatabase {
  readonly pollInterval = 1000;
  readonly #clock: Clock;
  readonly #config: pg.PoolConfig;
  readonly #pool: pg.Pool;

  constructor({ host, port, database, login, tls, clock }: DatabaseOptions) {
    this.#clock = clock;
    this.#config = {
      host: host.replace(/^\[(.*)\]$/, '$1'),
      port,
      database,
      ...(login ? { user: login.name, password: login.password } : {}),
      ...(tls ? { ssl: { ...tls } } : {}),
      application_name: 'kubets',
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: statementTimeoutMs + 1000,
      statement_timeout: statementTimeoutMs,
      // The lock of a server that has disappeared times out.
      idle_in_transaction_session_timeout: statementTimeoutMs,
      types,
    };
    this.#pool = new pg.Pool({ ...this.#config, max: poolSize });
    // An idle connection broke. The pool has removed it and will create a new one.
    this.#pool.on('error', () => undefined);
  }

  async rows(sql: string, values: readonly Uint8Array[] = []): Promise<readonly Row[]> {
    return (await this.#query(sql, values)).rows;
  }

  async change(sql: string, values: readonly Uint8Array[] = []): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  async createTables(): Promise<void> {
    await this.transaction(async (session) => {
      await session.rows(`SELECT pg_advisory_xact_lock(${schemaLock})`);
      for (const statement of schema) await session.change(statement);
    });
  }

  async transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let outcome: StoreUnavailableError['outcome'] = 'not made';
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await run(sessionOf(client));
      outcome = 'unknown';
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // Closing the connection rolls back in any state.
      client.release(true);
      throw failureOf(error, outcome);
    }
  }

  async announce(session: SqlSession): Promise<void> {
    await session.change(`NOTIFY ${channel}`);
  }

  async listen(heard: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#listenOnce(heard, signal);
      await this.#clock.sleep(listenPauseMs, signal).catch(() => undefined);
    }
  }

  deleteSome(table: string, condition: string, limit: number): string {
    return `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${limit}))`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  /** Listens until the connection breaks. Polling continues and reports errors. */
  async #listenOnce(heard: () => void, signal: AbortSignal): Promise<void> {
    const client = new pg.Client(this.#config);
    const ended = Promise.withResolvers<void>();
    const end = (): void => ended.resolve();
    signal.addEventListener('abort', end, { once: true });
    client.on('error', end);
    client.on('end', end);
    client.on('notification', heard);
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      heard();
      if (!signal.aborted) await ended.promise;
    } catch {
      // The poll meets the same trouble and says so.
    } finally {
      signal.removeEventListener('abort', end);
      await client.end().catch(() => undefined);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      if (client.listenerCount('error') === 0) client.on('error', () => undefined);
      return client;
    } catch (error) {
      throw failureOf(error, 'not made');
    }
  }

  async #query(sql: string, values: readonly Uint8Array[]): Promise<pg.QueryResult<Row>> {
    const client = await this.#connect();
    try {
      const result = await query(client, sql, values);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      throw failureOf(error, 'not made');
    }
  }
}
