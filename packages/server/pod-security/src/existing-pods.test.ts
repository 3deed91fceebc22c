/** The warnings about existing pods, the order in which pods are checked, and which updates matter. */
import type { Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { ExistingPods, maxCheckedPods } from './existing-pods.ts';
import { latest } from './policy.ts';
import { isSignificantUpdate } from './significant-update.ts';

const pod = (name: string, fields: Partial<NonNullable<Pod['spec']>> = {}, controller?: string): Pod => ({
  metadata: {
    name,
    ...(controller === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: controller, controller: true }] }),
  },
  spec: { containers: [{ name: 'c', image: 'i' }], ...fields },
});

it('groups the pods that violate the same checks', () => {
  const found = new ExistingPods({ level: 'baseline', version: latest }, () => false, 36);
  for (const each of [
    pod('d', { hostPID: true }),
    pod('b', { hostPID: true }),
    pod('c', { hostIPC: true }),
    pod('a', { hostNetwork: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    pod('z', { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] }),
    pod('y', { containers: [{ name: 'c', image: 'i', securityContext: { privileged: true } }] }),
    pod('fine'),
  ])
    found.visit(each);
  expect(found.warnings('web', 2)).toEqual([
    'new PodSecurity enforce level only checked against the first 7 of 9 existing pods',
    'existing pods in namespace "web" violate the new PodSecurity enforce level "baseline:latest"',
    'a: host namespaces, hostPath volumes',
    'b (and 2 other pods): host namespaces',
    'y (and 1 other pod): privileged',
  ]);
});

it('says nothing if all pods comply', () => {
  const found = new ExistingPods({ level: 'baseline', version: latest }, () => false, 36);
  found.visit(pod('a'));
  expect(found.warnings('web', 0)).toEqual([]);
});

it('checks at most 3,000 pods, one of each controller first, and no exempt ones', () => {
  const found = new ExistingPods({ level: 'baseline', version: latest }, ({ metadata }) => metadata?.name === 'x', 36);
  found.visit(pod('x', { hostPID: true }));
  for (let i = 0; i < maxCheckedPods; i++) found.visit(pod(`r${i}`, { hostPID: true }, 'one'));
  found.visit(pod('last', { hostIPC: true, hostPID: true, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'two'));
  expect(found.warnings('web', 0)).toEqual([
    'new PodSecurity enforce level only checked against the first 3000 of 3001 existing pods',
    'existing pods in namespace "web" violate the new PodSecurity enforce level "baseline:latest"',
    'last: host namespaces, hostPath volumes',
    'r0 (and 2998 other pods): host namespaces',
  ]);
});

describe('isSignificantUpdate', () => {
  const { spec = { containers: [] } } = pod('a');
  const image = (name: string, text: string) => ({ name, image: text });
  it.each([
    ['nothing', {}, false],
    ['a toleration', { tolerations: [{ operator: 'Exists' as const }] }, false],
    ['an image', { containers: [image('c', 'j')] }, true],
    ['a further container', { containers: [image('c', 'i'), image('d', 'i')] }, true],
    ['an init container', { initContainers: [image('c', 'i')] }, true],
    ['an ephemeral container', { ephemeralContainers: [image('e', 'i')] }, true],
  ])('%s: %s', (_, change, expected) => {
    expect(isSignificantUpdate({ ...spec, ...change }, spec)).toBe(expected);
  });
});
