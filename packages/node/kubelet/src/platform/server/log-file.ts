/** Reads a container's log file backwards for its tail and forwards from there, without holding it in memory. */
import type { FileHandle } from 'node:fs/promises';
import { HostError } from '../../host/host.ts';
import { openFileBelow } from '../host/confined-files.ts';

const blockBytes = 64 * 1024;
const lineBreak = 0x0a;

/**
 * Where a log is: a path below the log directory. Pods with a hostPath volume may be able to write there, so that no link
 * below it is followed.
 */
export interface LogPlace {
  readonly directory: string;
  readonly path: string;
}

/** Lines of one file from an offset on, as far as it goes now. Keeps what follows the last line break for later. */
export class LogFile {
  readonly #file: FileHandle;
  #offset: number;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(file: FileHandle, offset: number) {
    this.#file = file;
    this.#offset = offset;
  }

  /** Opens at the start of the last `lines` lines, or at the beginning. Rejects with HostError when there is no file. */
  static async open({ directory, path }: LogPlace, lines?: number): Promise<LogFile> {
    const file = await openFileBelow(directory, path);
    if (file === undefined) throw new HostError(`no log file ${path}`);
    try {
      const { size } = await file.stat();
      return new LogFile(file, lines === undefined ? 0 : await startOfTail(file, size, lines));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The next complete lines, without their breaks; empty when the file has no more now. */
  async read(): Promise<readonly Buffer[]> {
    const chunk = Buffer.allocUnsafe(blockBytes);
    const { bytesRead } = await this.#file.read(chunk, 0, blockBytes, this.#offset);
    this.#offset += bytesRead;
    if (bytesRead === 0) return [];
    const data =
      this.#rest.length === 0
        ? chunk.subarray(0, bytesRead)
        : Buffer.concat([this.#rest, chunk.subarray(0, bytesRead)]);
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = data.indexOf(lineBreak); end >= 0; end = data.indexOf(lineBreak, start)) {
      lines.push(data.subarray(start, end));
      start = end + 1;
    }
    this.#rest = Buffer.from(data.subarray(start));
    return lines.length > 0 ? lines : this.read();
  }

  /** Whether another file has taken this one's place (rotation), or it was cut. */
  async replaced({ directory, path }: LogPlace): Promise<boolean> {
    const mine = await this.#file.stat();
    const other = await openFileBelow(directory, path).catch(() => undefined);
    if (other === undefined) return false;
    const now = await other.stat().finally(() => other.close());
    return now.ino !== mine.ino || mine.size < this.#offset;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function startOfTail(file: FileHandle, size: number, lines: number): Promise<number> {
  if (lines === 0) return size;
  const chunk = Buffer.allocUnsafe(blockBytes);
  let end = size;
  let found = 0;
  while (end > 0) {
    const start = Math.max(0, end - blockBytes);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index--) {
      // The break at the very end closes the last line, it does not start another.
      if (chunk[index] !== lineBreak || start + index === size - 1) continue;
      found++;
      if (found === lines) return start + index + 1;
    }
    end = start;
  }
  return 0;
}
