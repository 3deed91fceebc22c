/** Lists that are encoded in chunks: the work for each is bounded. */
import { expect, test } from 'vitest';
import type { ServedObject } from '../requests/served-object.ts';
import { jsonForm, listChunks, type Shown } from './list-forms.ts';

const metadata = { resourceVersion: '1' };

test('a chunk has few rows if their objects are large', () => {
  let decoded = 0;
  const large: ServedObject = {
    object: { metadata: { name: 'a' } },
    glance() {
      decoded++;
      return this.object;
    },
    version: {},
    revision: 1,
    tail: () => new Uint8Array(100_000),
  };
  const shown: Shown = () => ({ cells: ['a'] });
  const form = jsonForm({ kind: 'Table', metadata }, 'rows', shown);
  let [before, most, text] = [0, 0, ''];
  for (const chunk of listChunks(
    form,
    Array.from({ length: 50 }, () => large),
  )) {
    most = Math.max(most, decoded - before);
    before = decoded;
    text += new TextDecoder().decode(chunk);
  }
  expect(most).toBeLessThan(5);
  expect((JSON.parse(text) as { rows: unknown[] }).rows).toHaveLength(50);
});
