/** RecentMap: retention of entries in use, and its capacity. */
import { expect, test } from 'vitest';
import { RecentMap } from './recent-map.ts';

test('RecentMap keeps entries that are used regularly while many others are added', () => {
  const map = new RecentMap<number, string>(100);
  map.set(-1, 'used', 1);
  for (let key = 0; key < 1000; key++) {
    map.set(key, String(key), 1);
    expect(map.get(-1)).toBe('used');
  }
  expect(map.get(999)).toBe('999');
  expect(map.get(500)).toBeUndefined();
});

test('RecentMap exceeds its capacity by one entry at most', () => {
  const map = new RecentMap<number, string>(100);
  for (let key = 0; key < 1000; key++) map.set(key, '', 7);
  let kept = 0;
  for (let key = 0; key < 1000; key++) if (map.get(key) !== undefined) kept += 7;
  expect(kept).toBeLessThanOrEqual(107);
});

test('RecentMap does not keep an entry that would displace all others', () => {
  const map = new RecentMap<string, string>(100);
  map.set('small', 's', 1);
  map.set('large', 'l', 51);
  expect(map.get('large')).toBeUndefined();
  expect(map.get('small')).toBe('s');
  map.clear();
  expect(map.get('small')).toBeUndefined();
});
