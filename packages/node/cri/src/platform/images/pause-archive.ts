/** The pause image, made by the project itself: a docker archive with the pause program as its only file. */
import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';
import { hostArchitecture, pauseImage } from './pause-image.ts';
import { type Architecture, pauseProgram } from './pause-program.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mode?: number;
}

/** A tar archive of these files, the same bytes every time. */
async function tarOf(entries: readonly Entry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { name, bytes, mode = 0o644 } of entries)
    archive.entry({ name, mode, mtime: new Date(0) }, Buffer.from(bytes));
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** The archive, as `docker save` would write it. */
export async function pauseArchive(architecture: Architecture = hostArchitecture): Promise<Uint8Array> {
  const layer = await tarOf([{ name: 'pause', bytes: pauseProgram(architecture), mode: 0o755 }]);
  const config = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: { Entrypoint: ['/pause'], User: '65535:65535', WorkingDir: '/' },
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest(layer)}`] },
    }),
  );
  const configName = `${digest(config)}.json`;
  const layerName = `${digest(layer)}/layer.tar`;
  const manifest = [{ Config: configName, RepoTags: [pauseImage], Layers: [layerName] }];
  return tarOf([
    { name: layerName, bytes: layer },
    { name: configName, bytes: config },
    { name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) },
  ]);
}
