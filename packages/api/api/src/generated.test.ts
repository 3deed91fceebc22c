/** The committed generated files against the facts. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it('keeps the generated files as the facts would have them', () => {
  const root = resolve(import.meta.dirname, '../../../..');
  const check = (): string =>
    execFileSync(resolve(root, 'node_modules/.bin/node'), ['scripts/generate.ts', '--check'], {
      cwd: root,
      encoding: 'utf8',
    });
  expect(check).not.toThrow();
});
