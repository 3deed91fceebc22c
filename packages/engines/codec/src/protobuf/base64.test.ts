/** Base64, compared with Node's implementation. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { ProtobufError } from './wire.ts';

const seed = Number(process.env.KUBETS_SEED ?? 20261121);

it(`toBase64 and fromBase64 agree with Node (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(3), (bytes, start) => {
      const part = bytes.subarray(start);
      const text = Buffer.from(part).toString('base64');
      expect(toBase64(bytes, Math.min(start, bytes.length), bytes.length)).toBe(text);
      expect(fromBase64(text)).toEqual(Uint8Array.from(part));
    }),
    { seed },
  );
});

it('fromBase64 accepts line breaks', () => {
  expect(fromBase64('QUJD\r\nREVG\n')).toEqual(new TextEncoder().encode('ABCDEF'));
});

it.each(['A', 'AB', 'ABC', 'AB=C', 'A===', '====', 'AB C', 'AB-_', 'ABCé', 'ABC😀', '='])(
  'fromBase64 refuses %j',
  (text) => {
    expect(() => fromBase64(text)).toThrow(ProtobufError);
  },
);
