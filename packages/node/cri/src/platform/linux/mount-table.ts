/** Mounts below a directory, and their removal. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** mountinfo writes space, tab, newline and backslash as octal. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Mount points in the text of /proc/self/mountinfo that are `directory` or lie below it, the last mounted first. */
export function mountsBelow(mountinfo: string, directory: string): readonly string[] {
  return mountinfo
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''))
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .reverse();
}

/** Unmounts everything below `directory`, lazily, until nothing is left. Returns what could not be unmounted. */
export async function unmountBelow(directory: string): Promise<readonly string[]> {
  let left = mountsBelow(await readFile('/proc/self/mountinfo', 'utf8'), directory);
  while (left.length > 0) {
    for (const point of left) await run('umount', ['-l', point]).catch(() => undefined);
    const now = mountsBelow(await readFile('/proc/self/mountinfo', 'utf8'), directory);
    if (now.length >= left.length) return now;
    left = now;
  }
  return [];
}
