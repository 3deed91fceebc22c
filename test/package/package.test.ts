/** The packed tarball installs alone, its program starts, and its library works in ESM, CommonJS and TypeScript. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, sendSignal } from '../harness.ts';

const root = resolve(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'kubets-package-'));
const installed = join(directory, 'node_modules/kubets');
// The repository's own Node is first in PATH, as `npx` and `npm` start it by name.
const env = { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, HOME: directory };

async function must(command: string, args: readonly string[], cwd = directory): Promise<string> {
  const shell = ['-c', `cd "$1" && shift && exec "$@"`, 'sh', cwd, command, ...args];
  const { code, stdout, stderr } = await run('sh', shell, { env, seconds: 240 });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}\n${stderr}${stdout}`);
  return stdout;
}

beforeAll(async () => {
  const folder = join(root, 'packages/apps/kubets');
  const packed = await must('npm', ['pack', '--silent', '--pack-destination', directory], folder);
  writeFileSync(join(directory, 'package.json'), '{ "name": "empty", "private": true }');
  await must('npm', ['install', '--no-audit', '--no-fund', join(directory, packed.trim().split('\n').at(-1) ?? '')]);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const example = /```js\n(import [\s\S]*?)```/.exec(readme)?.[1] ?? '';
const count = "console.log((await cluster.client.list(pods)).items.length, 'pods');\n";

describe('kubets package', () => {
  test('contains the expected files only', async () => {
    const { messages } = await publint({ pkgDir: installed, level: 'suggestion', strict: true, pack: false });
    expect(messages).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies)).toEqual(['lmdb']);
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare'])
      expect(manifest.scripts).not.toHaveProperty(hook);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'THIRD-PARTY-NOTICES.txt', 'README.md']));
    expect(files.filter((file) => /compile-cache|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file))).toEqual([]);
    const modules = files.filter((file) => file.endsWith('.mjs') && !/kubets\.mjs$/.test(file));
    expect(modules.filter((file) => !files.includes(`${file}.map`))).toEqual([]);
  });

  test('contains the licenses of the bundled libraries', () => {
    const notices = readFileSync(join(installed, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['@grpc/grpc-js', 'ws', 'pg', 'mysql2', 'yaml', 'protobufjs'])
      expect(notices.includes(`\n${name} `), name).toBe(true);
  });

  test('runs the example of the README in ESM', async () => {
    expect(example).toContain('testCluster');
    writeFileSync(join(directory, 'example.mjs'), example + count);
    expect(await must('node', ['example.mjs'])).toBe('9 pods\n');
  });

  test('runs the example of the README in CommonJS', async () => {
    const body = example.replace(/^import (\{.*?\}) from ('.*?');$/gm, 'const $1 = require($2);');
    expect(body).not.toContain('import ');
    writeFileSync(join(directory, 'example.cjs'), `(async () => {\n${body}${count}})();\n`);
    expect(await must('node', ['example.cjs'])).toBe('9 pods\n');
  });

  test('contains the types for the example, without other libraries', async () => {
    writeFileSync(join(directory, 'example.mts'), example.replace('labels = {', 'labels: Record<string, string> = {'));
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'esnext', '--lib', 'esnext,dom'];
    await must(join(root, 'node_modules/.bin/tsc'), [...options, '--types', '', 'example.mts']);
  });

  test('loads a database driver only when a command needs it', () => {
    const dist = join(installed, 'dist');
    const sources = (file: string): string => readFileSync(join(dist, `${file}.map`), 'utf8');
    const driver = /node_modules\/(pg|mysql2)\//;
    const modules = readdirSync(dist).filter((file) => file.endsWith('.mjs') && file !== 'kubets.mjs');
    expect(modules.filter((file) => driver.test(sources(file)))).not.toEqual([]);
    // What is loaded at start: the program, the command and their static imports.
    const queue = modules.filter((file) => /^(program|up-\w+|listener-worker)\.mjs$/.test(file));
    const seen = new Set(queue);
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      expect(sources(file), file).not.toMatch(driver);
      const code = readFileSync(join(dist, file), 'utf8');
      for (const [, next = ''] of code.matchAll(/(?:from|import)"\.\/([\w.-]+\.mjs)"/g)) {
        if (!seen.has(next)) queue.push(next);
        seen.add(next);
      }
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  test('starts a cluster with npx kubets up', async () => {
    const port = String(20_000 + ((process.pid * 7 + 53) % 20_000));
    const args = ['kubets', 'up', '--name', `package-${process.pid}`, '--port', port, '--runtime', 'simulated'];
    const flags = [
      '--store',
      'memory',
      '--data-dir',
      join(directory, 'data'),
      '--kubeconfig',
      join(directory, 'config'),
    ];
    const child = spawn('npx', ['--no-install', ...args, ...flags], {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const gone = new Promise<number | null>((resolved) => child.once('exit', (code) => resolved(code)));
    let output = '';
    const ready = new Promise<'ready'>((resolved) => {
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        if (/^Ready after/m.test(output)) resolved('ready');
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
    });
    expect(await Promise.race([ready, gone]), output).toBe('ready');
    // Like Ctrl-C: signals the process group.
    sendSignal(-(child.pid ?? 0), 'SIGINT');
    await gone;
  });
});
