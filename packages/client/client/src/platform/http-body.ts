/** Reads the body of a response, as a whole or line by line, up to a size limit. */
import { type ClientHttp2Stream, constants } from 'node:http2';
import { errors } from '@kubets/machinery/status-error';
import { NoResponseError } from '../no-response-error.ts';

function tooLarge(limit: number): Error {
  return errors.tooLarge(`the server sent more than ${limit} bytes`);
}

/** The body as text. Rejects with RequestEntityTooLarge if it is larger than `limit` bytes. */
export async function readWhole(stream: ClientHttp2Stream, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

/** The lines of the body, with back pressure. Rejects if a line is longer than `limit` bytes. */
export async function* readLines(stream: ClientHttp2Stream, limit: number): AsyncGenerator<string, void, undefined> {
  const session = stream.session;
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      parts.push(chunk.subarray(start, end));
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      start = end + 1;
      if (line !== '') yield line;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > limit) throw tooLarge(limit);
  }
  // Node.js ends a stream in the same way when its connection breaks.
  if ((stream.rstCode ?? 0) !== constants.NGHTTP2_NO_ERROR || session?.destroyed === true) {
    throw new NoResponseError('the connection closed before the end of the response', { sent: true });
  }
}
