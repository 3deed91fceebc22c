/** Keeps containers' logs from filling the disk: a file that grew too long makes room for a new one. */
import type { FileSystem } from '../host/host.ts';
import type { ContainerRuntime, ContainerStatus } from '../runtime.ts';

/** Upstream's containerLogMaxSize and containerLogMaxFiles. */
const longestFile = 10 * 1024 * 1024;
const mostFiles = 5;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `20260131-154500`: the suffix of a rotated file; names sort by age. */
export function rotationSuffix(now: number): string {
  const digits = new Date(now).toISOString().replace(/[-:]/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(9, 15)}`;
}

export interface RotationTools {
  readonly files: FileSystem;
  readonly runtime: Pick<ContainerRuntime, 'reopenContainerLog'>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Rotates one running container's log if it is due. */
export async function rotateLog(container: ContainerStatus, { files, runtime, now }: RotationTools): Promise<void> {
  const path = container.logPath;
  if (path === '' || ((await files.stat(path))?.size ?? 0) <= longestFile) return;
  const directory = parentOf(path);
  const rotated = (await files.list(directory)).filter((name) => name.startsWith(`${nameOf(path)}.`)).toSorted();
  // The one being written and the one just rotated count as well.
  const surplus = Math.max(0, rotated.length - (mostFiles - 2));
  for (const name of rotated.slice(0, surplus)) await files.remove(`${directory}/${name}`);
  await files.rename(path, `${path}.${rotationSuffix(now)}`);
  await runtime.reopenContainerLog(container.id);
}
