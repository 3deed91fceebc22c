/** Builds a container image from Debian packages, without a registry, a daemon or root: a docker-archive file. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text with its mode (0644 unless told otherwise), or a folder or file of this machine. */
type ImageFile = { readonly text: string; readonly mode?: number } | { readonly from: string };

export interface ImageRecipe {
  /** `shop/web:1`. */
  readonly name: string;
  readonly packages: readonly string[];
  /** Commands that busybox answers to: the image then has a shell and tar, which `kubectl exec` and `cp` need. */
  readonly busybox?: readonly string[];
  /** Path in the image → its content, or the host's folder to copy. */
  readonly files?: Readonly<
    Record<string, { readonly text: string; readonly mode?: number } | { readonly from: string }>
  >;
  /** Empty folders, writable by everybody. */
  readonly folders?: readonly string[];
  readonly entrypoint: readonly string[];
  readonly env?: readonly string[];
  readonly user?: string;
  readonly workingDir?: string;
}

class BuildError extends Error {
  override readonly name = 'BuildError';
}

function run(command: string, ...args: readonly string[]): string {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status !== 0) throw new BuildError(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  return done.stdout;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** The packages and all they depend on, unpacked: as if nothing were installed yet. */
function unpackPackages(packages: readonly string[], root: string, work: string): void {
  const archives = join(work, 'archives');
  mkdirSync(join(archives, 'partial'), { recursive: true });
  const status = join(work, 'status');
  writeFileSync(status, '');
  run(
    'apt-get',
    '-qq',
    '-y',
    '--no-install-recommends',
    '--download-only',
    '-o',
    `Dir::State::status=${status}`,
    '-o',
    `Dir::Cache::archives=${archives}`,
    '-o',
    'APT::Sandbox::User=root',
    '-o',
    'Debug::NoLocking=1',
    'install',
    ...packages,
  );
  for (const name of readdirSync(archives).filter((each) => each.endsWith('.deb')))
    run('dpkg-deb', '-x', join(archives, name), root);
}

function writeFiles(recipe: ImageRecipe, root: string): void {
  // Nobody ran the packages' scripts: these few files are what programs look for.
  const basics: Readonly<Record<string, ImageFile>> = {
    '/etc/passwd': {
      text: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\nwww-data:x:33:33::/:/bin/false\n',
    },
    '/etc/group': { text: 'root:x:0:\nnogroup:x:65534:\nwww-data:x:33:\nadm:x:4:\n' },
    '/etc/nsswitch.conf': { text: 'hosts: files dns\n' },
  };
  for (const [path, file] of Object.entries({ ...basics, ...recipe.files })) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if ('from' in file) cpSync(file.from, target, { recursive: true });
    else writeFileSync(target, file.text, { mode: file.mode ?? 0o644 });
  }
  for (const folder of ['/tmp', '/run', '/var/tmp', ...(recipe.folders ?? [])]) {
    mkdirSync(join(root, folder), { recursive: true });
    chmodSync(join(root, folder), 0o1777);
  }
  for (const command of recipe.busybox ?? []) {
    rmSync(join(root, 'bin', command), { force: true });
    symlinkSync('busybox', join(root, 'bin', command));
  }
}

/** Debian links /bin to usr/bin; unpacking in any order must not make a folder of it. */
function mergedUsr(root: string): void {
  for (const name of ['bin', 'sbin', 'lib']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  mkdirSync(join(root, 'usr/lib64'), { recursive: true });
  symlinkSync('usr/lib64', join(root, 'lib64'));
}

const tarOptions = ['--sort=name', '--mtime=@0', '--numeric-owner', '--owner=0', '--group=0'];
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

function pack(recipe: ImageRecipe, root: string, work: string, archive: string): void {
  const out = join(work, 'image');
  mkdirSync(out);
  run('tar', ...tarOptions, '-C', root, '-cf', join(out, 'layer.tar'), '.');
  const layer = `sha256:${sha256(readFileSync(join(out, 'layer.tar')))}`;
  const config = Buffer.from(
    JSON.stringify({
      architecture: architectures[process.arch] ?? process.arch,
      os: 'linux',
      config: {
        Entrypoint: recipe.entrypoint,
        Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', ...(recipe.env ?? [])],
        WorkingDir: recipe.workingDir ?? '/',
        ...(recipe.user === undefined ? {} : { User: recipe.user }),
      },
      rootfs: { type: 'layers', diff_ids: [layer] },
      history: [{ created_by: 'kubets examples/shop' }],
    }),
  );
  const configName = `${sha256(config)}.json`;
  writeFileSync(join(out, configName), config);
  writeFileSync(
    join(out, 'manifest.json'),
    JSON.stringify([{ Config: configName, RepoTags: [recipe.name], Layers: ['layer.tar'] }]),
  );
  run('tar', ...tarOptions, '-C', out, '-cf', archive, 'manifest.json', configName, 'layer.tar');
}

/** Writes the image to `archive`. Needs apt's package lists (`apt-get update`) and dpkg-deb. */
export function buildImage(recipe: ImageRecipe, archive: string): void {
  const work = mkdtempSync(join(tmpdir(), 'kubets-image-'));
  try {
    const root = join(work, 'root');
    mkdirSync(root);
    mergedUsr(root);
    const shell = recipe.busybox === undefined ? [] : ['busybox-static'];
    unpackPackages([...recipe.packages, ...shell], root, work);
    writeFiles(recipe, root);
    mkdirSync(dirname(archive), { recursive: true });
    pack(recipe, root, work, archive);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
