/** Builds a public operator from its Go module, its image, and its manifests with that image. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildImage } from '../../examples/shop/images/debian-image.ts';
import { toolsDirectory } from '../../scripts/test-tools.ts';

export interface OperatorSource {
  /** The folder below `operators`, whose go.mod pins the version. */
  readonly name: string;
  /** The path of the module. */
  readonly module: string;
  /** The package of its program. */
  readonly program: string;
}

export interface BuiltOperator {
  /** A docker-archive. */
  readonly image: string;
  /** YAML of everything that `config/default` of the module installs. */
  readonly manifests: string;
}

/** A first build compiles the operator with all that it imports. */
const buildTimeoutMs = 1_200_000;
const goEnvironment = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' };

const folderOf = (name: string): string => resolve(import.meta.dirname, 'operators', name);

function run(command: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(command, args, {
    cwd,
    env: goEnvironment,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: buildTimeoutMs,
  });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  return done.stdout;
}

/** Why an operator cannot be built here: Go or its module is missing. Undefined if it can. */
export function whyNotBuilt({ name, module }: OperatorSource): string | undefined {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.status !== 0) return 'Go is not installed';
  const fetched = spawnSync('go', ['mod', 'download', module], {
    cwd: folderOf(name),
    env: goEnvironment,
    encoding: 'utf8',
    timeout: buildTimeoutMs,
  });
  return fetched.status === 0 ? undefined : `${module}: ${fetched.stderr.trim()}`;
}

/** Copies a folder of the module cache, which is read-only, to a folder that can be written. */
function writableCopy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

/** Throws if a step fails. Builds are cached by Go. */
export function buildOperator({ name, module, program }: OperatorSource): BuiltOperator {
  const folder = folderOf(name);
  const work = mkdtempSync(join(tmpdir(), `kubets-operator-${name}-`));
  const binary = join(work, 'manager');
  run('go', ['build', '-trimpath', '-o', binary, program], folder);
  const image = join(work, 'image.tar');
  const tag = `kubets.local/test/${name}:1`;
  buildImage(
    {
      name: tag,
      packages: ['ca-certificates'],
      files: { '/manager': { from: binary } },
      entrypoint: ['/manager'],
      user: '65532:65532',
    },
    image,
  );
  const config = join(work, 'config');
  const source = join(run('go', ['list', '-m', '-f', '{{.Dir}}', module], folder).trim(), 'config');
  if (!existsSync(source)) throw new Error(`${module} has no folder config`);
  writableCopy(source, config);
  const kustomized = run(join(toolsDirectory, 'kubectl'), ['kustomize', join(config, 'default')], work);
  const manifests = join(work, 'manifests.yaml');
  writeFileSync(
    manifests,
    // The manager is the only container of these manifests.
    kustomized
      .replace(/^(\s+)image: .*$/gm, `$1image: ${tag}`)
      .replace(/imagePullPolicy: Always/g, 'imagePullPolicy: Never'),
  );
  return { image, manifests };
}
