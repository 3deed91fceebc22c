/** Mounts below a directory, as the kernel lists them. */
import { expect, it } from 'vitest';
import { mountsBelow } from './mount-table.ts';

it('finds mounts below a directory, the last one first, whatever their names', () => {
  const line = (point: string): string => `1 2 0:3 / ${point} rw - tmpfs tmpfs rw`;
  const info = [line('/data'), line('/data/a\\040b'), line('/database'), line('/data/a\\040b/c')].join('\n');
  expect(mountsBelow(info, '/data')).toEqual(['/data/a b/c', '/data/a b', '/data']);
});
