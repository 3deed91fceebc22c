/** What is used stays, what is not goes, and the size is held to. */
import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

test('keeps what is used again and again, however much passes by', () => {
  const map = new RecentMap<number, string>(100);
  map.set(-1, 'used', 1);
  for (let key = 0; key < 1000; key++) {
    map.set(key, String(key), 1);
    expect(map.get(-1)).toBe('used');
  }
  expect(map.get(999)).toBe('999');
  expect(map.get(500)).toBeUndefined();
});

test('never keeps more than its capacity and one entry', () => {
  const map = new RecentMap<number, string>(100);
  for (let key = 0; key < 1000; key++) map.set(key, '', 7);
  let kept = 0;
  for (let key = 0; key < 1000; key++) if (map.get(key) !== undefined) kept += 7;
  expect(kept).toBeLessThanOrEqual(107);
});

test('does not keep what would displace everything else', () => {
  const map = new RecentMap<string, string>(100);
  map.set('small', 's', 1);
  map.set('large', 'l', 51);
  expect(map.get('large')).toBeUndefined();
  expect(map.get('small')).toBe('s');
  map.clear();
  expect(map.get('small')).toBeUndefined();
});
