/** ControllerRevisions in tables: hashes, names, the revision of a template, and what is deleted. */
import type { ControllerRevision, PodTemplateSpec } from '@kubets/api';
import { expect, it } from 'vitest';
import { planRevision, planTruncation } from './plan-history.ts';
import { revisionHash } from './revision-hash.ts';
import { newRevision, revisionNameOf, templateIn, templatePatch } from './revisions.ts';

const template = (image: string): PodTemplateSpec => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image }] },
});
const revision = (number: number, image: string, name = `web-${number}`): ControllerRevision => ({
  metadata: { name },
  data: templatePatch(template(image)),
  revision: number,
});

it('revisionHash is the hash of upstream', () => {
  const annotations = { note: 'a<b & "c" \u2028é' };
  const pod = { containers: [{ name: 'c', image: 'app:1', resources: {} }] };
  const restored = { metadata: { labels: { app: 'web' }, annotations }, spec: pod, finalizers: undefined };
  // Computed by Go's encoding/json and hash/fnv.
  expect(revisionHash({ spec: { template: { ...restored, $patch: 'replace' } } }, 0)).toBe('6cd65b8f');
  expect(revisionHash({}, 1)).not.toBe(revisionHash({}, 0));
});

it('newRevision has labels of the template, a hash, the annotations of the owner and a controller', () => {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'n', uid: 'u', annotations: { 'kubernetes.io/change-cause': 'why' } },
  };
  const made = newRevision({ owner, template: template('a'), number: 4, hashLabel: 'hash', collisionCount: 0 });
  const hash = revisionHash(templatePatch(template('a')), 0);
  expect(made).toEqual({
    metadata: {
      name: `web-${hash}`,
      namespace: 'n',
      labels: { app: 'web', hash },
      annotations: { 'kubernetes.io/change-cause': 'why' },
      ownerReferences: [expect.objectContaining({ kind: 'StatefulSet', uid: 'u', controller: true })],
    },
    data: { spec: { template: { ...template('a'), $patch: 'replace' } } },
    revision: 4,
  });
  expect(templateIn(made)).toEqual(template('a'));
  const long = { ...owner, metadata: { ...owner.metadata, name: 'x'.repeat(253) } };
  const cut = newRevision({ owner: long, template: template('a'), number: 1, hashLabel: 'hash', collisionCount: 0 });
  expect(revisionNameOf(cut)).toBe(`${'x'.repeat(223)}-${hash}`);
});

it.each([[null], [[]], [{ spec: null }], [{ spec: { template: 'x' } }], [{ spec: { template: [] } }]])(
  'templateIn finds no template in %j',
  (data) => {
    expect(templateIn({ data } as unknown as ControllerRevision)).toBeUndefined();
  },
);

it.each<[string, ControllerRevision[], string, object]>([
  ['the first revision', [], 'a', { type: 'create', number: 1 }],
  ['a new template', [revision(2, 'b'), revision(1, 'a')], 'c', { type: 'create', number: 3 }],
  ['the last template', [revision(2, 'b'), revision(1, 'a')], 'b', { type: 'keep', revision: revision(2, 'b') }],
  [
    'an earlier template',
    [revision(1, 'a'), revision(2, 'b')],
    'a',
    { type: 'renumber', revision: revision(1, 'a'), number: 3 },
  ],
  [
    'the last of two equal revisions',
    [revision(1, 'a'), revision(2, 'a', 'other')],
    'a',
    { type: 'keep', revision: revision(2, 'a', 'other') },
  ],
])('planRevision: %s', (_, revisions, image, expected) => {
  expect(planRevision(revisions, { data: templatePatch(template(image)) })).toEqual(expected);
});

it.each<[string, number, string[], string[]]>([
  ['keeps the limit', 2, ['web-4'], ['web-1']],
  ['deletes all past revisions for 0', 0, ['web-4'], ['web-1', 'web-2', 'web-3']],
  ['does not count those in use', 2, ['web-4', 'web-1'], []],
  ['deletes nothing for a negative limit', -1, [], []],
])('planTruncation %s', (_, limit, live, expected) => {
  const revisions = [revision(3, 'c'), revision(1, 'a'), revision(4, 'd'), revision(2, 'b')];
  expect(planTruncation(revisions, new Set(live), limit).map(revisionNameOf)).toEqual(expected);
});
