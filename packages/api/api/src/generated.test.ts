/** Compares the committed generated files with the facts. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('generated files are up to date with the facts', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const check = (): string =>
    execFileSync(resolve(root, 'node_modules/.bin/node'), ['scripts/generate.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
  expect(check).not.toThrow();
});
