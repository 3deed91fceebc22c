/** A container's log as `kubectl logs` shows it: the last lines, from an instant on, following, cut to a size. */
import type { Clock } from '@kubets/base';
import { parseTime } from '@kubets/machinery/time';
import { parseLogLine } from '../../streaming/log-line.ts';
import type { LogOptions } from '../../streaming/log-options.ts';
import { LogFile, type LogPlace } from './log-file.ts';

/** How often a followed file is looked at for more, milliseconds. */
const followPollPeriodMs = 100;

export interface LogSource {
  readonly place: LogPlace;
  /** Whether the container still runs: following ends when it does not and everything is read. */
  running(): Promise<boolean>;
}

const lineBreak = Buffer.from('\n');

/** One line of the file as the client gets it; undefined when the options leave it out. */
export function shownLine(line: Uint8Array, options: LogOptions, continued: boolean): Uint8Array | undefined {
  const entry = parseLogLine(line);
  if (entry === undefined) return undefined;
  if (options.stream !== 'All' && entry.stream !== options.stream.toLowerCase()) return undefined;
  if (options.since !== undefined && (parseTime(entry.time) ?? Number.POSITIVE_INFINITY) < options.since)
    return undefined;
  const head = options.timestamps && !continued ? [Buffer.from(`${entry.time} `)] : [];
  return Buffer.concat([...head, entry.message, ...(entry.partial ? [] : [lineBreak])]);
}

/** Takes at most `limit` bytes in all; false when there is no room left. */
function limiter(
  limit: number | undefined,
): (chunk: Uint8Array) => { readonly chunk: Uint8Array; readonly full: boolean } {
  let left = limit ?? Number.POSITIVE_INFINITY;
  return (chunk) => {
    const taken = chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= taken.length;
    return { chunk: taken, full: left <= 0 };
  };
}

/** The log's bytes. Ends at the end of the file, or, following, when the container has ended or the signal aborts. */
export async function* containerLog(
  source: LogSource,
  options: LogOptions,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  let file = await LogFile.open(source.place, options.tailLines);
  const limit = limiter(options.limitBytes);
  let continued = false;
  try {
    for (;;) {
      // Asked before reading: what a container wrote before it ended is then read below.
      const running = options.follow && (await source.running());
      for (let lines = await file.read(); lines.length > 0; lines = await file.read()) {
        const shown = lines.flatMap((line) => {
          const text = shownLine(line, options, continued);
          if (text !== undefined) continued = text.at(-1) !== 0x0a;
          return text ?? [];
        });
        const { chunk, full } = limit(Buffer.concat(shown));
        if (chunk.length > 0) yield chunk;
        if (full || signal.aborted) return;
      }
      if (await file.replaced(source.place)) {
        await file.close();
        file = await LogFile.open(source.place);
        continue;
      }
      if (!running) return;
      await clock.sleep(followPollPeriodMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await file.close();
  }
}
