/** Values of --store: validation, the saved form and the displayed form. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isShared, shownStore, storeOf } from './store-url-settings.ts';

describe('the store of a cluster', () => {
  it.each([
    ['lmdb', 'lmdb', false],
    ['memory', 'memory', false],
    ['etcd://a:2379,b:2379', 'etcd://a:2379,b:2379', true],
    [
      'postgres://me:pass@db/kubets?cacert=ca.pem',
      `postgres://me:pass@db/kubets?cacert=${encodeURIComponent(resolve('ca.pem'))}`,
      true,
    ],
  ])('%s is saved as %s', (text, remembered, shared) => {
    expect(storeOf(text)).toBe(remembered);
    expect(isShared(remembered)).toBe(shared);
  });

  it.each([
    ['disk', '--store must be'],
    ['redis://me:hidden@a', 'invalid store URL: use memory:'],
    ['etcd://me:hidden@a:b:c', 'is not host:port'],
    ['mysql://me:hidden@a,b/db', 'mysql://user:password@host:port/database'],
    ['etcd://a?cert=x', 'cert and key must be used together'],
  ])('%s is refused with a message without secrets', (text, words) => {
    expect(() => storeOf(text)).toThrow(words);
    expect(() => storeOf(text)).not.toThrow('hidden');
  });

  it.each([
    ['etcd://me:pass@a:2379,b:2379?key=/x', 'etcd://a:2379,b:2379'],
    ['postgres://me:p%40ss@db:5432/kubets?tls=true', 'postgres://db:5432/kubets'],
    ['lmdb', 'lmdb'],
  ])('%s is shown as %s', (store, shown) => {
    expect(shownStore(store)).toBe(shown);
  });
});
