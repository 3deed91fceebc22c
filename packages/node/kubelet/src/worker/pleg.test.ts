/** How changes in the runtime are noticed: by relisting, by events, and when the runtime does not answer. */
import { type LogLine, loggerTo, VirtualClock } from '@kubets/base';
import { label } from '@kubets/cri/labels';
import { type Container, type ContainerEvent, RuntimeError, type Sandbox } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { runPleg, runtimePods } from './pleg.ts';

const containerOf = (uid: string, more: Partial<Container> = {}): Container =>
  testContainer('a', {
    id: `${uid}-a`,
    labels: { [label.podUid]: uid, [label.podName]: `pod-${uid}`, [label.podNamespace]: 'default' },
    ...more,
  });

describe('runtimePods', () => {
  it('finds pods by their sandboxes and by the labels of their containers', () => {
    const pods = runtimePods([testSandbox({ uid: 'u', name: 'web' })], [containerOf('u'), containerOf('v')]);
    expect([...pods.values()].map(({ uid, name }) => [uid, name])).toEqual([
      ['u', 'pod-u'],
      ['v', 'pod-v'],
    ]);
  });

  it('leaves out what belongs to no pod', () => {
    expect(runtimePods([testSandbox({ uid: '' })], [containerOf('u', { labels: {} })]).size).toBe(0);
  });

  it.each<[string, readonly Sandbox[], readonly Container[]]>([
    ['the state of a container', [testSandbox()], [containerOf('u', { state: 'exited' })]],
    ['another container', [testSandbox()], [containerOf('u', { id: 'other' })]],
    ['the state of a sandbox', [testSandbox({ ready: false })], [containerOf('u')]],
    ['a container less', [testSandbox()], []],
  ])('tells pods apart by %s', (_, sandboxes, containers) => {
    const before = runtimePods([testSandbox()], [containerOf('u')]).get('u')?.signature;
    expect(runtimePods(sandboxes, containers).get('u')?.signature).not.toBe(before);
  });
});

function start(events?: () => AsyncIterable<ContainerEvent>) {
  const clock = new VirtualClock();
  const world = { containers: [containerOf('u')] as readonly Container[], isDown: false };
  const changed: string[] = [];
  const lists: string[][] = [];
  const logged: LogLine[] = [];
  const stop = new AbortController();
  const running = runPleg(
    {
      runtime: {
        listSandboxes: async () => [],
        listContainers: async () => {
          if (world.isDown) throw new RuntimeError('Unavailable', 'connection refused');
          return world.containers;
        },
        ...(events ? { events } : {}),
      },
      clock,
      log: loggerTo((line) => line.level === 'warn' && logged.push(line)),
      podChanged: ({ uid }) => changed.push(uid),
      relisted: (pods) => lists.push([...pods.keys()]),
    },
    stop.signal,
  );
  const end = (): Promise<void> => {
    stop.abort();
    return running;
  };
  return { clock, world, changed, lists, logged, end };
}

describe('runPleg', () => {
  it('tells of pods that appear, change and are gone, and relists every second', async () => {
    const { clock, world, changed, lists, end } = start();
    await clock.advance(0);
    await clock.advance(1000);
    expect([changed.splice(0), lists.length]).toEqual([['u'], 2]);
    world.containers = [containerOf('u', { state: 'exited' }), containerOf('v')];
    await clock.advance(1000);
    expect(changed.splice(0)).toEqual(['u', 'v']);
    world.containers = [];
    await clock.advance(1000);
    expect(changed).toEqual(['u', 'v']);
    await end();
  });

  it('logs once that the runtime does not answer, and goes on when it does again', async () => {
    const { clock, world, lists, logged, end } = start();
    await clock.advance(0);
    world.isDown = true;
    await clock.advance(5000);
    world.isDown = false;
    await clock.advance(1000);
    expect([logged.length, lists.length]).toEqual([1, 2]);
    world.isDown = true;
    await clock.advance(1000);
    expect(logged).toHaveLength(2);
    await end();
  });

  it('tells of an event at once, and asks a runtime without events only once', async () => {
    const event: ContainerEvent = { type: 'stopped', containerId: 'c', podUid: 'u' };
    const { clock, changed, end } = start(async function* () {
      yield event;
    });
    await clock.advance(0);
    expect(changed.filter((uid) => uid === 'u').length).toBeGreaterThanOrEqual(2);
    await end();
    let asked = 0;
    const silent = start(() => {
      asked++;
      throw new RuntimeError('Unimplemented', 'no events');
    });
    await silent.clock.advance(10_000);
    await silent.end();
    expect(asked).toBe(1);
  });
});
