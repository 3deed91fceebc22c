/** What the runtime is asked about a pod, and what is remembered of the answers. */
import type { Container, Sandbox } from '@kubets/cri/runtime';
import { expect, it } from 'vitest';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { createObserver } from './observer.ts';

function observed() {
  const asked: string[] = [];
  const world = {
    sandboxes: [testSandbox({ ips: [] })] as readonly Sandbox[],
    containers: [testContainer('a')] as readonly Container[],
  };
  const observer = createObserver({
    listSandboxes: async () => world.sandboxes,
    listContainers: async () => world.containers,
    sandboxStatus: async (id) => {
      asked.push(id);
      return testSandbox({ id, ips: ['10.0.0.7'] });
    },
    containerStatus: async (id) => {
      asked.push(id);
      const listed = world.containers.find((each) => each.id === id);
      return testContainer('a', { id, sandboxId: '', ...(listed ? { state: listed.state } : {}), exitCode: 3 });
    },
  });
  return { observer, asked, world };
}

it('createObserver asks for a status only when the state has changed', async () => {
  const { observer, asked, world } = observed();
  await observer.observe('u');
  await observer.observe('u');
  expect(asked).toEqual(['s0', 'a-0']);
  world.containers = [testContainer('a', { state: 'exited' })];
  const { containers, sandboxes } = await observer.observe('u');
  expect(asked).toEqual(['s0', 'a-0', 'a-0']);
  expect([containers[0]?.exitCode, containers[0]?.sandboxId, sandboxes[0]?.ips]).toEqual([3, 's0', ['10.0.0.7']]);
});

it.each(['created', 'unknown'] as const)('createObserver always asks about a container that is %s', async (state) => {
  const { observer, asked, world } = observed();
  world.containers = [testContainer('a', { state })];
  await observer.observe('u');
  await observer.observe('u');
  expect(asked.filter((id) => id === 'a-0')).toHaveLength(2);
});

it('createObserver forgets what is not kept', async () => {
  const { observer, asked } = observed();
  await observer.observe('u');
  observer.keep(new Set());
  await observer.observe('u');
  expect(asked).toEqual(['s0', 'a-0', 's0', 'a-0']);
});

it('createObserver puts the newest first, and does not ask about sandboxes that have stopped', async () => {
  const { observer, asked, world } = observed();
  world.sandboxes = [testSandbox({ id: 'old', ready: false, createdAt: 1 }), testSandbox({ id: 'new', createdAt: 2 })];
  world.containers = [
    testContainer('a', { id: 'first', createdAt: 1 }),
    testContainer('a', { id: 'second', createdAt: 2 }),
  ];
  const { sandboxes, containers } = await observer.observe('u');
  expect([sandboxes.map(({ id }) => id), containers.map(({ id }) => id)]).toEqual([
    ['new', 'old'],
    ['second', 'first'],
  ]);
  expect(asked).not.toContain('old');
});
