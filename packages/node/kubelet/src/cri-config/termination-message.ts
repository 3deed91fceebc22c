/** The termination message of a container: from its message file or, if the policy allows, from the end of its log. */

import type { ContainerStatus } from '@kubets/cri/runtime';
import type { FileSystem } from '../host/host.ts';
import { annotation, logPathBelow, type NodePaths, podDirectory, terminationMessageFile } from '../pod/keys.ts';
import { restartCountOf } from '../pod/observed.ts';

const maxMessageBytes = 4096;
const logFallback = { lines: 80, bytes: 2048 };
/** Log lines carry a time and a stream name in front. */
const logTailBytes = 16_384;

const decoder = new TextDecoder();

/** The text of lines of the CRI log format: `TIME stdout F text`. */
function logText(raw: string): string {
  const lines = raw.split('\n').filter((line) => line !== '');
  const text = lines.slice(-logFallback.lines).map((line) => {
    const [, , tag = 'F', ...rest] = line.split(' ');
    return rest.join(' ') + (tag.startsWith('P') ? '' : '\n');
  });
  return text.join('').slice(-logFallback.bytes);
}

/** Empty when it left nothing. */
export async function terminationMessage(
  files: Pick<FileSystem, 'below'>,
  paths: NodePaths,
  podUid: string,
  container: ContainerStatus,
): Promise<string> {
  const file = terminationMessageFile(container.name, restartCountOf(container));
  const bytes = await files.below(podDirectory(paths, podUid)).readTail(file, maxMessageBytes);
  const written = decoder.decode(bytes ?? new Uint8Array());
  if (written !== '') return written;
  const fallback = container.annotations[annotation.terminationMessagePolicy] === 'FallbackToLogsOnError';
  const path = logPathBelow(paths, container.logPath);
  if (!fallback || container.exitCode === 0 || path === undefined) return '';
  const log = await files.below(paths.logDir).readTail(path, logTailBytes);
  return log === undefined ? '' : logText(decoder.decode(log));
}
