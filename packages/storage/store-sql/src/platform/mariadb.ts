/** MariaDB with `mysql2`. It has no notifications, so servers poll for commits of other servers. */
import { messageOf } from '@kubets/base';
import { StoreFailedError, StoreUnavailableError } from '@kubets/storage';
import {
  createPool,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type ResultSetHeader,
  type RowDataPacket,
} from 'mysql2/promise';
import {
  connectTimeoutMs,
  type DatabaseOptions,
  poolSize,
  type Row,
  type SqlDatabase,
  type SqlSession,
  statementTimeoutMs,
} from './database.ts';

/** Temporary errors, besides broken connections. */
const passing: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_TOO_MANY_USER_CONNECTIONS',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_QUERY_INTERRUPTED',
  'ER_STATEMENT_TIMEOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

function failureOf(error: unknown, outcome: StoreUnavailableError['outcome']): Error {
  if (error instanceof StoreUnavailableError || error instanceof StoreFailedError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = `MariaDB: ${messageOf(error) || code}`;
  const isPassing = passing.has(code) || /^E(?!R_)[A-Z]+$/.test(code) || messageOf(error).includes('closed state');
  return isPassing
    ? new StoreUnavailableError(message, outcome, { cause: error })
    : new StoreFailedError(message, { cause: error });
}

const schema = [
  `CREATE TABLE IF NOT EXISTS kubets_store (
    id smallint PRIMARY KEY, layout int NOT NULL, revision bigint NOT NULL, compacted bigint NOT NULL
  ) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS kubets_entries (
    name varbinary(1024) NOT NULL, revision bigint NOT NULL, ordinal int NOT NULL, replaced bigint NOT NULL,
    created bigint NOT NULL, expires bigint, value longblob, PRIMARY KEY (name, revision),
    UNIQUE INDEX kubets_entries_log (revision, ordinal), INDEX kubets_entries_replaced (replaced),
    INDEX kubets_entries_expires (expires)
  ) ENGINE=InnoDB ROW_FORMAT=DYNAMIC`,
  `INSERT IGNORE INTO kubets_store (id, layout, revision, compacted) VALUES (1, 1, 1, 1)`,
];

/** Each statement sees committed data; values are never truncated; the lock of a server that has disappeared times out. */
const sessionSettings = `SET SESSION tx_isolation = 'READ-COMMITTED', sql_mode = 'STRICT_ALL_TABLES',
  innodb_lock_wait_timeout = ${statementTimeoutMs / 1000}, max_statement_time = ${statementTimeoutMs / 1000},
  idle_transaction_timeout = ${statementTimeoutMs / 1000}`;

type Queryable = Pick<Pool, 'query'>;

/** All values are bytes, which the driver encodes as hexadecimal literals, so that SQL injection is impossible. */
async function query<R extends RowDataPacket[] | ResultSetHeader>(
  client: Queryable,
  sql: string,
  values: readonly Uint8Array[],
): Promise<R> {
  const buffers = values.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  const [result] = await client.query<R>({ sql, values: buffers, timeout: statementTimeoutMs + 1000 });
  return result;
}

const sessionOf = (client: Queryable): SqlSession => ({
  rows: (sql, values = []) => query<RowDataPacket[]>(client, sql, values),
  change: async (sql, values = []) => (await query<ResultSetHeader>(client, sql, values)).affectedRows,
});

function poolOptions({ host, port, database, login, tls }: DatabaseOptions): PoolOptions {
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    database,
    ...(login ? { user: login.name, password: login.password } : {}),
    ...(tls ? { ssl: { ...tls, verifyIdentity: true } } : {}),
    connectionLimit: poolSize,
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    supportBigNumbers: true,
  };
}

export class MariadbDatabase implements SqlDatabase {
  readonly pollInterval = 40;
  readonly #pool: Pool;
  readonly #prepared = new WeakSet<object>();

  constructor(options: DatabaseOptions) {
    this.#pool = createPool(poolOptions(options));
  }

  rows(sql: string, values: readonly Uint8Array[] = []): Promise<readonly Row[]> {
    return this.#with((client) => sessionOf(client).rows(sql, values));
  }

  change(sql: string, values: readonly Uint8Array[] = []): Promise<number> {
    return this.#with((client) => sessionOf(client).change(sql, values));
  }

  async createTables(): Promise<void> {
    await this.#with(async (client) => {
      const session = sessionOf(client);
      const [row] = await session.rows(`SELECT GET_LOCK('kubets_store', ${statementTimeoutMs / 1000}) AS taken`);
      if (row?.['taken'] !== 1)
        throw new StoreUnavailableError('MariaDB: another server is creating the tables', 'not made');
      for (const statement of schema) await session.change(statement);
      await session.rows(`SELECT RELEASE_LOCK('kubets_store')`);
    });
  }

  async transaction<T>(run: (session: SqlSession) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let outcome: StoreUnavailableError['outcome'] = 'not made';
    try {
      await client.query('START TRANSACTION');
      const result = await run(sessionOf(client));
      outcome = 'unknown';
      await client.query({ sql: 'COMMIT', timeout: statementTimeoutMs + 1000 });
      client.release();
      return result;
    } catch (error) {
      // Closing the connection rolls back in any state.
      client.destroy();
      throw failureOf(error, outcome);
    }
  }

  deleteSome(table: string, condition: string, limit: number): string {
    return `DELETE FROM ${table} WHERE ${condition} LIMIT ${limit}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #with<T>(task: (client: PoolConnection) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    try {
      const result = await task(client);
      client.release();
      return result;
    } catch (error) {
      client.destroy();
      throw failureOf(error, 'not made');
    }
  }

  async #connect(): Promise<PoolConnection> {
    let client: PoolConnection | undefined;
    try {
      client = await this.#pool.getConnection();
      const { connection } = client;
      if (this.#prepared.has(connection)) return client;
      await client.query(sessionSettings);
      this.#prepared.add(connection);
      return client;
    } catch (error) {
      client?.destroy();
      throw failureOf(error, 'not made');
    }
  }
}
