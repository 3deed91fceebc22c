/** Base64 next to the platform's. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { ProtobufError } from './wire.ts';

const seed = Number(process.env.KUBETS_SEED ?? 20261121);

it(`is what everybody writes and reads (seed ${seed})`, () => {
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

it('may be broken into lines', () => {
  expect(fromBase64('QUJD\r\nREVG\n')).toEqual(new TextEncoder().encode('ABCDEF'));
});

it.each(['A', 'AB', 'ABC', 'AB=C', 'A===', '====', 'AB C', 'AB-_', 'ABCé', 'ABC😀', '='])('is not %j', (text) => {
  expect(() => fromBase64(text)).toThrow(ProtobufError);
});
