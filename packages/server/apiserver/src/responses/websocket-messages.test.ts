/** Bodies split into messages, however their bytes arrive. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cutter, streamCutter, watchCutter } from './websocket-messages.ts';

const utf8 = new TextEncoder();

/** The messages for bytes that arrive in pieces of these lengths. */
function cut(cutter: Cutter, bytes: Uint8Array, lengths: readonly number[]) {
  const messages = [];
  let start = 0;
  for (const length of [...lengths, bytes.length]) {
    messages.push(...cutter(bytes.subarray(start, start + length)));
    start += length;
  }
  return messages.map(({ bytes, text }) => ({ bytes: Buffer.from(bytes), text }));
}

const pieces = fc.array(fc.nat({ max: 20 }), { maxLength: 20 });

describe('watchCutter', () => {
  it('creates a text message for each line, wherever the bytes are split', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), pieces, (texts, lengths) => {
        const lines = texts.map((text) => `${JSON.stringify(text)}\n`);
        const messages = cut(watchCutter('application/json'), utf8.encode(lines.join('')), lengths);
        expect(messages).toEqual(lines.map((line) => ({ bytes: Buffer.from(line), text: true })));
      }),
    );
  });

  it('creates a binary message for each protobuf frame, without its length', () => {
    const contentType = 'application/vnd.kubernetes.protobuf;stream=watch';
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), pieces, (frames, lengths) => {
        const bytes = Buffer.concat(
          frames.flatMap((frame) => {
            const length = Buffer.alloc(4);
            length.writeUInt32BE(frame.length);
            return [length, frame];
          }),
        );
        const messages = cut(watchCutter(contentType), bytes, lengths);
        expect(messages).toEqual(frames.map((frame) => ({ bytes: Buffer.from(frame), text: false })));
      }),
    );
  });
});

describe('streamCutter', () => {
  it.each(['', 'binary.k8s.io'])('%j passes bytes on, in messages of at most 2 KiB', (protocol) => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 256);
    const messages = cut(streamCutter(protocol), bytes, []);
    expect(messages.map((each) => [each.bytes.length, each.text])).toEqual([
      [2048, false],
      [2048, false],
      [904, false],
    ]);
    expect(Buffer.concat(messages.map((each) => each.bytes))).toEqual(Buffer.from(bytes));
  });

  it('base64.binary.k8s.io sends each message as text', () => {
    const messages = cut(streamCutter('base64.binary.k8s.io'), Uint8Array.of(0xff, 0, 0x80), [1]);
    expect(messages.map((each) => [each.bytes.toString(), each.text])).toEqual([
      ['/w==', true],
      ['AIA=', true],
    ]);
  });
});
