/** Reads the index of an image archive: docker archives and OCI layouts, plain or gzipped. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { normalizeImage } from '../../image-reference.ts';
import { ImageArchiveError } from './archive-error.ts';

export interface ArchivedImage {
  /** What the archive calls it and what the importer will name it. */
  readonly imported: string;
  /** What Kubernetes will look for: `docker.io/library/shop:1`. */
  readonly name: string;
}

export interface ImageArchive {
  readonly format: 'docker-archive' | 'oci-layout';
  readonly images: readonly ArchivedImage[];
  /** Base name for images the archive gives only a tag. */
  readonly baseName: string;
}

/** An index or manifest list is small; a larger one is not read. */
const maxIndexBytes = 4 * 1024 * 1024;

/** The archive's bytes without compression. */
export async function openArchive(path: string): Promise<Readable> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new ImageArchiveError(
      error.code === 'ENOENT' ? `${path}: no such file` : `${path} cannot be read: ${error.message}`,
    );
  });
  try {
    if ((await file.stat()).isDirectory())
      throw new ImageArchiveError(`${path} is a directory; give a .tar or .tar.gz file`);
    const head = Buffer.alloc(4);
    await file.read(head, 0, 4, 0);
    if (head.equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])))
      throw new ImageArchiveError(`${path} is compressed with zstd; give a .tar or .tar.gz file`);
    const raw = createReadStream(path);
    if (head[0] !== 0x1f || head[1] !== 0x8b) return raw;
    const gunzip = createGunzip();
    raw.on('error', (error) => gunzip.destroy(error));
    gunzip.on('close', () => raw.destroy());
    return raw.pipe(gunzip);
  } finally {
    await file.close();
  }
}

/** The archive's two possible tables of contents, by name. */
async function readIndexes(path: string): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(['manifest.json', 'index.json', 'oci-layout']);
  const found = new Map<string, string>();
  const entries = extract();
  let problem: ImageArchiveError | undefined;
  entries.on('entry', (header, stream, next) => {
    const name = header.name.replace(/^\.\//, '');
    const take = wanted.has(name) && header.type === 'file';
    if (take && (header.size ?? 0) > maxIndexBytes) problem = new ImageArchiveError(`${path}: ${name} is too large`);
    const chunks: Uint8Array[] = [];
    // The archive ends in the middle: the pipeline fails with the same error.
    stream.on('error', () => undefined);
    stream.on('data', (chunk: unknown) => {
      if (take && problem === undefined) chunks.push(chunk as Uint8Array);
    });
    stream.on('end', () => {
      if (take) found.set(name, Buffer.concat(chunks).toString('utf8'));
      next();
    });
  });
  try {
    await pipeline(await openArchive(path), entries);
  } catch (error) {
    if (error instanceof ImageArchiveError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ImageArchiveError(`${path} is not an image archive: ${why}`);
  }
  if (problem) throw problem;
  return found;
}

function parse(path: string, name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ImageArchiveError(`${path}: ${name} is not JSON`);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function dockerTags(manifest: unknown): readonly string[] {
  if (!Array.isArray(manifest)) return [];
  return manifest.flatMap((each) => (isRecord(each) && Array.isArray(each['RepoTags']) ? each['RepoTags'] : []));
}

function ociNames(index: unknown): readonly string[] {
  const manifests = isRecord(index) && Array.isArray(index['manifests']) ? index['manifests'] : [];
  return manifests.flatMap((each) => {
    const annotations = isRecord(each) && isRecord(each['annotations']) ? each['annotations'] : {};
    const name = annotations['io.containerd.image.name'] ?? annotations['org.opencontainers.image.ref.name'];
    return typeof name === 'string' ? [name] : [];
  });
}

/** `shop-api.tar.gz` → `docker.io/library/shop-api`: for archives whose images have a tag and no name. */
function baseNameOf(path: string): string {
  const stem = basename(path)
    .replace(/\.(tar\.gz|tgz|tar)$/i, '')
    .toLowerCase();
  const clean = stem.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `docker.io/library/${clean === '' ? 'image' : clean}`;
}

function named(path: string, imported: string): ArchivedImage {
  const name = normalizeImage(imported);
  if (name === undefined)
    throw new ImageArchiveError(
      `${path} names an image ${JSON.stringify(imported)}, which is not a valid image reference`,
    );
  return { imported, name };
}

/** Reads what the archive at `path` holds. Rejects with {@link ImageArchiveError} for anything that is no image archive. */
export async function inspectArchive(path: string): Promise<ImageArchive> {
  const indexes = await readIndexes(path);
  const [manifest, index] = [indexes.get('manifest.json'), indexes.get('index.json')];
  const baseName = baseNameOf(path);
  // `docker save` of today writes both: its importer takes the OCI one, which then must name the images.
  if (indexes.has('oci-layout') && index !== undefined) {
    const names = ociNames(parse(path, 'index.json', index));
    if (names.length > 0) {
      const images = names.map((name) => (/[/:@]/.test(name) ? named(path, name) : named(path, `${baseName}:${name}`)));
      return { format: 'oci-layout', images, baseName };
    }
  }
  if (manifest !== undefined) {
    const images = dockerTags(parse(path, 'manifest.json', manifest)).map((tag) => {
      const image = named(path, tag);
      return { imported: image.name, name: image.name };
    });
    if (images.length > 0) return { format: 'docker-archive', images, baseName };
  }
  if (manifest === undefined && index === undefined)
    throw new ImageArchiveError(`${path} is not an image archive: it has neither manifest.json nor index.json`);
  throw new ImageArchiveError(`${path} holds images without a name; save them by name, as in "docker save NAME:TAG"`);
}
