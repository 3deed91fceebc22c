/** kind and apiVersion of list items. */
import { expect, test } from 'vitest';
import { withItemKinds } from './list-kinds.ts';

test('items without a kind get the one their list names; their own stays', () => {
  const items = [{ metadata: { name: 'a' } }, { kind: 'Other', apiVersion: 'v2' }];
  expect(withItemKinds({ kind: 'PodList', apiVersion: 'v1', items })).toEqual({
    kind: 'PodList',
    apiVersion: 'v1',
    items: [
      { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a' } },
      { kind: 'Other', apiVersion: 'v2' },
    ],
  });
});

test.each([['text'], [null], [{ kind: 'Pod', items: 'none' }], [{ kind: 'Basket', items: [{}] }], [{ items: [{}] }]])(
  '%j is no list',
  (answer) => {
    expect(withItemKinds(answer)).toBe(answer);
  },
);
