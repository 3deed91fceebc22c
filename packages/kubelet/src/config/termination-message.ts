/** What a finished container left to say: in its message file or, where the pod allows, at the end of its log. */
import type { FileSystem } from '../host/host.ts';
import { annotation, type NodePaths, terminationMessageFile } from '../pod/keys.ts';
import { restartCountOf } from '../pod/observed.ts';
import type { ContainerStatus } from '../runtime.ts';

const longestMessage = 4096;
const logFallback = { lines: 80, bytes: 2048 };
/** Log lines carry a time and a stream name in front. */
const logTail = 16_384;

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
  files: FileSystem,
  paths: NodePaths,
  podUid: string,
  container: ContainerStatus,
): Promise<string> {
  const file = terminationMessageFile(paths, podUid, container.name, restartCountOf(container));
  const written = decoder.decode((await files.read(file)) ?? new Uint8Array()).slice(0, longestMessage);
  if (written !== '') return written;
  const fallback = container.annotations[annotation.terminationMessagePolicy] === 'FallbackToLogsOnError';
  if (!fallback || container.exitCode === 0 || container.logPath === '') return '';
  const log = await files.readTail(container.logPath, logTail);
  return log === undefined ? '' : logText(decoder.decode(log));
}
