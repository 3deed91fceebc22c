/** An image with a shell, built from programs of this host, so that no registry is needed. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { pack } from 'tar-stream';

const programs = [
  'sh',
  'sleep',
  'cat',
  'ls',
  'id',
  'env',
  'hostname',
  'touch',
  'echo',
  'stat',
  'chmod',
  'readlink',
  'true',
  'false',
  'head',
  'ln',
  'mkdir',
];

function librariesOf(program: string): readonly string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' });
  return [...text.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!);
}

async function tarOf(
  entries: readonly { readonly name: string; readonly bytes: Uint8Array; readonly mode?: number }[],
) {
  const archive = pack();
  for (const { name, bytes, mode = 0o644 } of entries) archive.entry({ name, mode }, Buffer.from(bytes));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a docker archive with one image that has these names. */
export async function writeShellImage(path: string, names: readonly string[], user = ''): Promise<void> {
  const files = new Map<string, string>();
  for (const name of programs) {
    const program = execFileSync('sh', ['-c', `PATH=/usr/bin:/bin; command -v ${name} || true`], {
      encoding: 'utf8',
    }).trim();
    const real = program.startsWith('/') ? program : `/usr/bin/${name}`;
    files.set(`bin/${name}`, real);
    for (const library of librariesOf(realpathSync(real))) files.set(library.slice(1), library);
  }
  const etc = [
    { name: 'etc/passwd', bytes: Buffer.from('root:x:0:0:root:/:/bin/sh\napp:x:1000:1000:app:/:/bin/sh\n') },
    { name: 'etc/group', bytes: Buffer.from('root:x:0:\napp:x:1000:\n') },
  ];
  const layer = await tarOf([
    ...[...files].map(([name, source]) => ({ name, bytes: readFileSync(realpathSync(source)), mode: 0o755 })),
    ...etc,
  ]);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: { Cmd: ['/bin/sh'], Env: ['PATH=/bin'], ...(user === '' ? {} : { User: user }) },
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest(layer)}`] },
    }),
  );
  const manifest = [{ Config: 'config.json', RepoTags: names, Layers: ['layer.tar'] }];
  const archive = await tarOf([
    { name: 'layer.tar', bytes: layer },
    { name: 'config.json', bytes: config },
    { name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) },
  ]);
  writeFileSync(path, archive);
}
