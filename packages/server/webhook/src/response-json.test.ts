/** Responses of webhooks as JSON. */
import { expect, test } from 'vitest';
import { decodeResponse } from './response-json.ts';

const { signal } = new AbortController();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('decodes short and long responses', async () => {
  expect(await decodeResponse(bytes('{"a":[1,2]}'), signal)).toEqual({ a: [1, 2] });
  const long = Array.from({ length: 20_000 }, (_, index) => index);
  expect(await decodeResponse(bytes(JSON.stringify(long)), signal)).toEqual(long);
});

test.each([
  [
    'garbage',
    '<html>',
    "couldn't get version/kind; json parse error: invalid character '<' looking for beginning of value",
  ],
  ['half a value', '{"a":', 'unexpected end of JSON input'],
  ['too deep', '['.repeat(5_000), 'exceeded max depth'],
])('rejects %s', async (_name, text, expected) => {
  await expect(decodeResponse(bytes(text), signal)).rejects.toThrow(expected);
});

test('stops when the request ends', async () => {
  const request = new AbortController();
  const long = bytes(JSON.stringify(Array.from({ length: 20_000 }, () => 1)));
  const decoded = decodeResponse(long, request.signal);
  request.abort(new TypeError('over'));
  await expect(decoded).rejects.toThrow('over');
});
