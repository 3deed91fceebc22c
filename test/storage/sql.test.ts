/** The SQL engine against real MariaDB and PostgreSQL: the conformance kit, two servers on one database, crashes. */
import { systemClock } from '@kubets/base';
import { afterAll, beforeAll, describe } from 'vitest';
import { storeConformance } from '../../packages/storage/src/conformance/store-conformance.ts';
import { openStore } from '../../packages/storage/src/node/open-store.ts';
import type { Store } from '../../packages/storage/src/store.ts';
import { hasMariadb, hasPostgres, type SqlServer, startMariadb, startPostgres } from './sql-servers.ts';

const seed = process.env['KUBETS_SEED'];

function suite(name: string, start: () => Promise<SqlServer>): void {
  let server: SqlServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  storeConformance(
    name,
    async () => {
      const url = await server.newDatabase();
      const open = (): Promise<Store> => openStore(url, { clock: systemClock });
      const store = await open();
      return {
        store,
        reopen: async () => {
          await store[Symbol.asyncDispose]();
          return open();
        },
      };
    },
    { histories: 3, ...(seed ? { seed: Number(seed) } : {}) },
  );
}

describe.skipIf(!hasPostgres)('PostgreSQL', () => suite('postgres', startPostgres));
describe.skipIf(!hasMariadb)('MariaDB', () => suite('mariadb', startMariadb));
