/** The store in a SQL database: MariaDB or PostgreSQL. */
export type { SqlDatabase } from './database.ts';
export { openSqlStore, prepareTables, type SqlStoreOptions } from './sql-store.ts';
