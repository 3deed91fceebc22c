/** What volumes that are made of API objects hold. */
import type { Volume } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { payloadOf } from './payload.ts';

const large = 'x'.repeat(1_000_000);
const context = {
  downward: {
    pod: { metadata: { name: 'p', namespace: 'shop', uid: 'u', annotations: { large } } },
    nodeName: 'n',
    hostIPs: [],
    podIPs: [],
    allocatable: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
  },
  objects: {
    configMap: async () => ({ data: { large, both: 'text' }, binaryData: { both: btoa('bytes') } }),
    secret: async () => ({ data: { large: btoa(large) } }),
    runtimeClass: async () => undefined,
    services: async () => [],
    token: async () => '',
  },
  fsUser: undefined,
  fsGroup: undefined,
};
const volume = (source: Omit<Volume, 'name'>): Volume => ({ name: 'v', ...source });
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('the files of a volume', () => {
  it('lie at clean paths, and binary data goes before text of the same key', async () => {
    const items = ['a//b', './c', 'd/./e/'].map((path) => ({ key: 'both', path }));
    const files = await payloadOf(volume({ configMap: { name: 'm', items } }), context);
    expect([...(files?.keys() ?? [])]).toEqual(['a/b', 'c', 'd/e']);
    expect(text(files?.get('c')?.bytes)).toBe('bytes');
  });

  it.each(['', '.', './', '/a', 'a/../b', '..data', './..data', 'a\0b'])('never at %j', async (path) => {
    const items = [{ key: 'both', path }];
    await expect(payloadOf(volume({ configMap: { name: 'm', items } }), context)).rejects.toThrow('invalid path');
  });

  const paths = Array.from({ length: 200 }, (_, index) => `f${index}`);
  it.each<[string, Omit<Volume, 'name'>]>([
    ['a key', { configMap: { name: 'm', items: paths.map((path) => ({ key: 'large', path })) } }],
    ['a ConfigMap', { projected: { sources: paths.map(() => ({ configMap: { name: 'm' } })) } }],
    ['a Secret', { projected: { sources: paths.map(() => ({ secret: { name: 's' } })) } }],
    [
      'a field',
      {
        downwardAPI: {
          items: paths.map((path) => ({ path, fieldRef: { fieldPath: "metadata.annotations['large']" } })),
        },
      },
    ],
  ])('are too large together when %s is named too often', async (_, source) => {
    await expect(payloadOf(volume(source), context)).rejects.toThrow('the content of the volume is too large');
  });
});
