/** Builds and runs the Go program that prints the facts of a release. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { root } from '../generate/facts.ts';
import { type GoModule, goModuleText } from './go-module.ts';

const sources = resolve(import.meta.dirname, 'go');

interface GoModDownload {
  readonly GoMod: string;
}

function execute(command: string, folder: string, args: readonly string[], input = ''): string {
  return execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'inherit'],
    input,
  });
}

const go = (folder: string, ...args: readonly string[]): string => execute('go', folder, args);

/** Builds the program with the modules of a release (`1.37.2`), and returns its path. The first build takes some minutes. */
export function buildGoProgram(release: string): string {
  const folder = resolve(root, 'node_modules/.cache/kubernetes-facts', release);
  mkdirSync(folder, { recursive: true });
  const { GoMod } = JSON.parse(
    go(folder, 'mod', 'download', '-json', `k8s.io/kubernetes@v${release}`),
  ) as GoModDownload;
  const upstream = JSON.parse(go(folder, 'mod', 'edit', '-json', GoMod)) as GoModule;
  writeFileSync(resolve(folder, 'go.mod'), goModuleText(release, upstream));
  cpSync(sources, folder, { recursive: true });
  go(folder, 'build', '-o', 'facts', '.');
  return resolve(folder, 'facts');
}

/** What the program prints. It runs in its module, because it reads the declarations of the packages. */
export function runGoProgram(program: string, args: readonly string[], input = ''): string {
  return execute(program, dirname(program), args, input);
}
