/**
 * Builds the shop's images into examples/shop/build, from Debian's nginx, redis and nodejs and one npm package.
 *   node examples/shop/images/build.ts [NAME ...]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildImage, type ImageRecipe } from './debian-image.ts';

const shop = resolve(import.meta.dirname, '..');
export const buildDirectory = join(shop, 'build');

const shell = [
  'sh',
  'ls',
  'cat',
  'echo',
  'sleep',
  'tar',
  'wget',
  'nc',
  'ps',
  'kill',
  'id',
  'env',
  'mkdir',
  'rm',
  'cp',
  'touch',
  'hostname',
  'head',
  'grep',
  'true',
  'false',
  'stty',
  'nslookup',
  'test',
  'date',
  'dd',
  'md5sum',
];

/** The API's code with its one dependency. */
function apiFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubets-shop-api-'));
  cpSync(join(shop, 'api'), folder, { recursive: true });
  const done = spawnSync('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (done.status !== 0) throw new Error('npm ci failed for the API');
  return folder;
}

interface NamedRecipe {
  /** The file's name; images of one recipe differ in their tag alone. */
  readonly file: string;
  recipe(): ImageRecipe;
}

/** Version 2 differs in what `/version` answers: rolling updates are told by it. */
function api(version: string): NamedRecipe {
  return {
    file: `api-${version}`,
    recipe: () => ({
      name: `kubets.local/shop/api:${version}`,
      packages: ['nodejs'],
      busybox: shell,
      files: { '/app': { from: apiFolder() } },
      entrypoint: ['node', '/app/server.js'],
      env: [`SHOP_VERSION=${version}`],
      user: '65534:65534',
    }),
  };
}

export const images: readonly NamedRecipe[] = [
  {
    file: 'web',
    recipe: () => ({
      name: 'kubets.local/shop/web:1',
      packages: ['nginx-light'],
      busybox: shell,
      folders: ['/var/log/nginx', '/var/lib/nginx', '/var/cache/nginx'],
      entrypoint: ['nginx', '-g', 'daemon off;'],
    }),
  },
  api('1'),
  api('2'),
  {
    file: 'redis',
    recipe: () => ({
      name: 'kubets.local/shop/redis:7',
      packages: ['redis-server'],
      busybox: shell,
      folders: ['/data'],
      entrypoint: ['redis-server'],
      workingDir: '/data',
    }),
  },
  {
    file: 'tools',
    recipe: () => ({
      name: 'kubets.local/shop/tools:1',
      packages: ['redis-tools'],
      busybox: shell,
      entrypoint: ['sh'],
    }),
  },
];

/** The archive of each image, built if it is not there yet. */
export function buildImages(names: readonly string[] = images.map(({ file }) => file)): readonly string[] {
  mkdirSync(buildDirectory, { recursive: true });
  return images
    .filter(({ file }) => names.includes(file))
    .map(({ file, recipe }) => {
      const archive = join(buildDirectory, `${file}.tar`);
      if (!existsSync(archive)) {
        const partial = `${archive}.${process.pid}`;
        buildImage(recipe(), partial);
        rmSync(archive, { force: true });
        cpSync(partial, archive);
        rmSync(partial);
      }
      return archive;
    });
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  for (const archive of buildImages(wanted.length > 0 ? wanted : undefined)) console.log(archive);
}
