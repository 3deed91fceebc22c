/** The log format of CRI: `TIME STREAM TAGS MESSAGE`, where the tag P says that the line goes on in the next entry. */

export interface LogEntry {
  /** RFC 3339 with nanoseconds, as written. */
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  readonly partial: boolean;
  readonly message: Uint8Array;
}

const space = 0x20;
const decoder = new TextDecoder();

/** One line of a log file without its line break; undefined when it is not of the format (a torn write). */
export function parseLogLine(line: Uint8Array): LogEntry | undefined {
  const first = line.indexOf(space);
  const second = line.indexOf(space, first + 1);
  const third = line.indexOf(space, second + 1);
  if (first <= 0 || second < 0) return undefined;
  const end = third < 0 ? line.length : third;
  const stream = decoder.decode(line.subarray(first + 1, second));
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  const tags = decoder.decode(line.subarray(second + 1, end)).split(':');
  return {
    time: decoder.decode(line.subarray(0, first)),
    stream,
    partial: tags[0] === 'P',
    message: third < 0 ? new Uint8Array() : line.subarray(third + 1),
  };
}
