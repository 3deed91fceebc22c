/** The program of the pause image: an executable for each architecture. */
import { expect, it } from 'vitest';
import { pauseProgram } from './pause-program.ts';

it.each(['amd64', 'arm64'] as const)('makes a pause program for %s', (architecture) => {
  const bytes = pauseProgram(architecture);
  const view = new DataView(bytes.buffer);
  expect(new TextDecoder().decode(bytes.subarray(1, 4))).toBe('ELF');
  expect(view.getUint16(18, true)).toBe({ amd64: 62, arm64: 183 }[architecture]);
  expect(Number(view.getBigUint64(24, true))).toBe(0x40_0000 + 120);
  expect(Number(view.getBigUint64(96, true))).toBe(bytes.length);
  // The handler of SIGTERM lies within the code.
  const handler = Number(view.getBigUint64(bytes.length - 32, true)) - 0x40_0000;
  expect(handler).toBeGreaterThan(120);
  expect(handler).toBeLessThan(bytes.length - 64);
});
