/** Example of the package: conditional commits, reads of past revisions, and a watch. */
import { VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { createMemoryStore } from './index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (value: Uint8Array | undefined): string => new TextDecoder().decode(value);

it('createMemoryStore: commits if expectations hold, keeps history, and delivers every change to watches', async () => {
  await using store = createMemoryStore({ clock: new VirtualClock() });
  const key = '/registry/pods/default/web';
  const put = (text: string, revision: number) =>
    store.commit({ expect: [{ key, revision }], apply: [{ type: 'put', key, value: bytes(text) }] });
  const first = await put('one', 0);
  if (!first.committed) return expect.fail('the key did not exist, so the commit succeeds');
  expect(await put('two', first.revision)).toEqual({ committed: true, revision: first.revision + 1 });
  expect(await put('three', first.revision)).toMatchObject({ committed: false, key });
  expect(textOf((await store.get(key))?.value)).toBe('two');
  expect(textOf((await store.get(key, first.revision))?.value)).toBe('one');
  for await (const { events } of store.watch({ prefix: '/registry/pods/', after: first.revision })) {
    expect(events.map(({ type, value }) => `${type} ${textOf(value)}`)).toEqual(['put two']);
    break;
  }
});
