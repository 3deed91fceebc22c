/** URLs that name a store, and those that do not. */
import { describe, expect, it } from 'vitest';
import { parseStoreUrl } from './store-url.ts';

describe('the URL of a store', () => {
  it.each([
    ['memory:', { engine: 'memory' }],
    ['lmdb:/var/lib/kubets', { engine: 'lmdb', path: '/var/lib/kubets' }],
    ['lmdb:data/a b?c', { engine: 'lmdb', path: 'data/a b?c' }],
    ['etcd://h1', { engine: 'etcd', hosts: [{ host: 'h1', port: 2379 }] }],
    [
      'etcd://h1:1,[::1]:2,10.0.0.1?tls=true',
      {
        engine: 'etcd',
        hosts: [
          { host: 'h1', port: 1 },
          { host: '[::1]', port: 2 },
          { host: '10.0.0.1', port: 2379 },
        ],
        tls: {},
      },
    ],
    [
      'etcd://root:p%40ss%3A@h1/?cacert=/a%20b&cert=/c&key=/k',
      {
        engine: 'etcd',
        hosts: [{ host: 'h1', port: 2379 }],
        login: { name: 'root', password: 'p@ss:' },
        tls: { cacert: '/a b', cert: '/c', key: '/k' },
      },
    ],
    ['mysql://u@h/db', { engine: 'mysql', database: 'db', hosts: [{ host: 'h', port: 3306 }] }],
    ['mariadb://h:1/db', { engine: 'mysql', database: 'db', hosts: [{ host: 'h', port: 1 }] }],
    ['postgresql://u:p@h/db', { engine: 'postgres', database: 'db', login: { name: 'u', password: 'p' } }],
  ])('%s is understood', (url, location) => {
    expect(parseStoreUrl(url)).toMatchObject(location);
  });

  it.each([
    '',
    'redis://h',
    'lmdb:',
    'etcd:h1',
    'etcd://',
    'etcd://h1,,h2',
    'etcd://h1:port',
    'etcd://h1:99999',
    'etcd://h1/path/more',
    'etcd://%zz:x@h1',
    'etcd://h1?cert=/c',
    'mysql://h',
    'postgres://h1,h2/db',
  ])('%s is refused', (url) => {
    expect(() => parseStoreUrl(url)).toThrow(expect.objectContaining({ name: 'StoreFailedError' }));
  });

  it('does not repeat a password when it refuses', () => {
    for (const url of ['postgres://u:secret@h', 'redis://u:secret@h', 'etcd://u:secret@h:x']) {
      expect(() => parseStoreUrl(url)).toThrow(/^(?!.*secret)/);
    }
  });
});
