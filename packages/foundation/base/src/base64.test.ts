/** Bytes from base64, and what that takes. */
import { describe, expect, it } from 'vitest';
import { fromBase64 } from './base64.ts';
import { workUnits } from './platform/work-units.ts';

describe('fromBase64', () => {
  it.each([
    ['', []],
    ['AA==', [0]],
    ['AP+A', [0, 255, 128]],
    ['aGk=', [104, 105]],
  ])('%j is %j', (text, wanted) => {
    expect([...fromBase64(text)]).toEqual(wanted);
  });

  it.each(['a', '*', 'YQ=a', 'Ä'])('%j is refused', (text) => {
    expect(() => fromBase64(text)).toThrow(DOMException);
  });

  it('takes a small part of what parsing JSON of that size takes', () => {
    const text = btoa('x'.repeat(4_000_000));
    fromBase64(text);
    // One character at a time through an iterator takes about 8.
    expect(workUnits(() => fromBase64(text))).toBeLessThan(3);
  });
});
