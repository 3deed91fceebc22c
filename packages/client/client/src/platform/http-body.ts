/** Reads an answer's body, whole or line by line, never holding more than a bound. */
import { type ClientHttp2Stream, constants } from 'node:http2';
import { errors } from '@kubets/machinery/status-error';
import { NoAnswerError } from '../no-answer-error.ts';

function tooLarge(limit: number): Error {
  return errors.tooLarge(`the server sent more than ${limit} bytes`);
}

/** The body as text; rejects with RequestEntityTooLarge past `limit` bytes. */
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

/** The body's lines as they come; the reader's pace holds the sender back. A line past `limit` bytes rejects. */
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
  // Node ends a stream whose connection broke like one that was complete.
  if ((stream.rstCode ?? 0) !== constants.NGHTTP2_NO_ERROR || session?.destroyed === true) {
    throw new NoAnswerError('the connection broke in the middle of an answer', { sent: true });
  }
}
