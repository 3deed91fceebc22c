/** The kubets command, a shell script, with a program in place of Node.js that says how it was called. */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'kubets-command-'));
const installed = join(directory, 'installed');
const command = join(installed, 'kubets');
for (const each of [installed, join(directory, 'bin')]) mkdirSync(each);
copyFileSync(join(import.meta.dirname, 'kubets.sh'), command);
copyFileSync(join(import.meta.dirname, 'supervise.sh'), join(installed, 'supervise.sh'));
symlinkSync('../installed/kubets', join(directory, 'bin/kubets'));
const node = join(directory, 'bin/node');
const reports = `#!/bin/sh
echo "$* | parent: \${KUBETS_PARENT:+yes} store: $KUBETS_STORE"
tr "\\0" " " </proc/$PPID/cmdline
`;
writeFileSync(node, reports);
for (const each of [command, node]) chmodSync(each, 0o755);
afterAll(() => rmSync(directory, { recursive: true }));

/** What was run, and the command line of the process that ran it. */
function run(shell: string): readonly string[] {
  const env = { PATH: `${join(directory, 'bin')}:${process.env['PATH']}`, KUBETS_PARENT: '' };
  const { stdout } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8', cwd: installed, env });
  return stdout.trim().split('\n');
}

it.each([
  ['by its path', `${command} up -x`, `${installed}/kubets.mjs`],
  ['through a symbolic link', `${directory}/bin/kubets up -x`, `${installed}/kubets.mjs`],
  ['by its name alone', 'sh kubets up -x', './kubets.mjs'],
])('kubets up, called %s, runs the program under a parent', (_, shell, program) => {
  expect(run(shell)[0]).toBe(`${program} up -x | parent: yes store: `);
});

it.each(['version', 'up --detach', 'up --no-restart'])('kubets %s runs the program without a parent', (words) => {
  expect(run(`${command} ${words}`)[0]).toBe(`${installed}/kubets.mjs ${words} | parent:  store: `);
});

it('kubets up leaves it to Node.js to start the parent where SIGINT is ignored', () => {
  expect(run(`trap '' INT; ${command} up`)[0]).toBe(`${installed}/kubets.mjs up | parent:  store: `);
});

it.each(['--store=mysql://secret', '--store mysql://secret'])(
  'kubets up %s shows no secret on the command line of the parent',
  (option) => {
    const [program, parent] = run(`${command} up ${option} -x`);
    expect(program).toBe(`${installed}/kubets.mjs up -x | parent: yes store: mysql://secret`);
    expect(parent).toMatch(/supervise\.sh node .* up -x$/);
    expect(parent).not.toContain('secret');
  },
);
