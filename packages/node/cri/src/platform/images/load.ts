/**
 * Images of a containerd: loaded from archives, and the pause image put in place. Uses containerd's own `ctr`. What reads
 * and writes archives is imported late: the usual start finds its pause image there.
 */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@kubets/base';
import type { ContainerRuntime } from '../../runtime.ts';
import { findProgram } from '../containerd/containerd.ts';
import { ImageArchiveError } from './archive-error.ts';
import { hostArchitecture, pauseImage } from './pause-image.ts';

export interface ImageTarget {
  readonly socket: string;
  readonly snapshotter: 'overlayfs' | 'native';
  readonly runtime: Pick<ContainerRuntime, 'imageStatus'>;
  readonly clock: Clock;
}

/** How long an import may take: archives of some gigabytes. */
const importTimeoutMs = 15 * 60_000;
/** How long the runtime may take to see what was imported. */
const visibleTimeoutMs = 10_000;

async function ctr(target: ImageTarget, args: readonly string[], input?: Readable): Promise<string> {
  const program = await findProgram('ctr');
  if (program === undefined) throw new ImageArchiveError('ctr, which belongs to containerd, is not installed');
  const child = spawn(program, ['--address', target.socket, '--namespace', 'k8s.io', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const timer = target.clock.setTimer(importTimeoutMs, () => child.kill('SIGKILL'));
  const output = Array.fromAsync(child.stdout.setEncoding('utf8'));
  const complaint = Array.fromAsync(child.stderr.setEncoding('utf8'));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  // If ctr ends early, its input is closed; its own message is the better error.
  const fed = pipeline(input ?? Readable.from([]), child.stdin).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? undefined : error),
  );
  try {
    const code = await closed;
    const problem = await fed;
    if (code !== 0)
      throw new ImageArchiveError(
        (await complaint)
          .join('')
          .trim()
          .replace(/^ctr: /, ''),
      );
    if (problem) throw new ImageArchiveError(problem.message);
    return (await output).join('');
  } finally {
    timer.cancel();
  }
}

async function waitVisible(target: ImageTarget, image: string): Promise<void> {
  const { clock } = target;
  const end = clock.monotonic() + visibleTimeoutMs;
  while ((await target.runtime.imageStatus(image)) === undefined) {
    if (clock.monotonic() > end) throw new ImageArchiveError(`the runtime does not show ${image} after its import`);
    await clock.sleep(20);
  }
}

function importArguments(target: ImageTarget, ...more: readonly string[]): readonly string[] {
  return ['images', 'import', '--snapshotter', target.snapshotter, ...more, '-'];
}

/** Loads every image of a docker archive or OCI layout (.tar, .tar.gz). Returns their full names. */
export async function loadImage(target: ImageTarget, path: string): Promise<readonly string[]> {
  const { inspectArchive, openArchive } = await import('./archive.ts');
  const archive = await inspectArchive(path);
  const tagOnly = archive.format === 'oci-layout' ? ['--index-name', archive.baseName] : [];
  try {
    await ctr(target, importArguments(target, ...tagOnly), await openArchive(path));
  } catch (error) {
    if (!(error instanceof ImageArchiveError)) throw error;
    const platform = /no match for platform|filtered out|unable to find|mismatched/.test(error.message)
      ? ` (this node runs linux/${hostArchitecture})`
      : '';
    throw new ImageArchiveError(`${path} cannot be loaded${platform}: ${error.message}`);
  }
  for (const { imported, name } of archive.images) {
    if (imported !== name) await ctr(target, ['images', 'tag', '--force', imported, name]);
    await waitVisible(target, name);
  }
  return archive.images.map((image) => image.name);
}

/** Makes the pause image and imports it, unless it is there. Pinned: it is never collected. */
export async function ensurePauseImage(target: ImageTarget): Promise<void> {
  if ((await target.runtime.imageStatus(pauseImage)) !== undefined) return;
  const { pauseArchive } = await import('./pause-archive.ts');
  await ctr(target, importArguments(target), Readable.from([Buffer.from(await pauseArchive())]));
  await ctr(target, ['images', 'label', pauseImage, 'io.cri-containerd.pinned=pinned']);
  await waitVisible(target, pauseImage);
}
