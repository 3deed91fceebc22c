/**
 * Four projects. `unit` gives an answer within a minute: its files share their modules, so a test must leave no state behind in
 * them. `long` has what takes longer: simulations of many seeds, processes that are killed, measurements of memory and of
 * stalls. `e2e` runs the built program, one file after another: its files share the machine's network, containers and processors.
 * `e2e-parallel` has those that touch nothing but processes, ports and directories of their own. A time limit only ends what
 * hangs: it is no statement about speed.
 */
import { defineConfig } from 'vitest/config';

/** All processors: by default, one of them is left without work. */
const maxWorkers = '100%';
const long = 'packages/*/*/src/**/*.long.test.ts';

const parallel = [
  'test/storage/*.test.ts',
  'test/clients/*.test.ts',
  'test/differential/*.test.ts',
  'test/attacks/{escalation,node-restriction,roles}.test.ts',
  'test/bad-input/{manifests,request-bodies}.test.ts',
  'test/cli/{access,command-line,store-failure}.test.ts',
  'test/control-planes/sql.test.ts',
];
const patient = { pool: 'forks', testTimeout: 300_000, hookTimeout: 300_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/*/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [long],
          pool: 'threads',
          isolate: false,
          maxWorkers,
          testTimeout: 60_000,
        },
      },
      { test: { name: 'long', include: [long], pool: 'threads', maxWorkers, testTimeout: 300_000 } },
      { test: { name: 'e2e-parallel', include: parallel, maxWorkers, ...patient } },
      { test: { name: 'e2e', include: ['test/**/*.test.ts'], exclude: parallel, fileParallelism: false, ...patient } },
    ],
  },
});
