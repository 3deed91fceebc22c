/** Builds and runs the Go program that prints the facts of a release. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { root } from '../generate/facts.ts';
import { type GoModule, goModuleText } from './go-module.ts';

const sources = resolve(import.meta.dirname, 'go');

interface GoModDownload {
  readonly GoMod: string;
}

function go(folder: string, ...args: readonly string[]): string {
  return execFileSync('go', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off' },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The folder of the built program, whose modules are those of the release (`1.37.2`). */
function build(release: string): string {
  const folder = resolve(root, 'node_modules/.cache/kubernetes-facts', release);
  mkdirSync(folder, { recursive: true });
  const { GoMod } = JSON.parse(
    go(folder, 'mod', 'download', '-json', `k8s.io/kubernetes@v${release}`),
  ) as GoModDownload;
  const upstream = JSON.parse(go(folder, 'mod', 'edit', '-json', GoMod)) as GoModule;
  writeFileSync(resolve(folder, 'go.mod'), goModuleText(release, upstream));
  cpSync(sources, folder, { recursive: true });
  go(folder, 'build', '-o', 'facts', '.');
  return folder;
}

/** The facts of a release, as the program prints them. The first build takes some minutes. */
export function runGoProgram(release: string): unknown {
  return JSON.parse(execFileSync(resolve(build(release), 'facts'), { encoding: 'utf8', maxBuffer: 1 << 28 }));
}
