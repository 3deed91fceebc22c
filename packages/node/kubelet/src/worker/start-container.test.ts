/** The start of one container: what is done in which order, and what each failure looks like to a user. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import type { ContainerConfig, ImageInfo } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { ImageError } from '../images/image-manager.ts';
import { annotation } from '../pod/keys.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { createContainerStarter, type StartDependencies } from './start-container.ts';
import type { StartInput } from './start-input.ts';

const container = { name: 'a', image: 'image:1', resources: { limits: { cpu: '1' } } };
const pod: Pod = { metadata: { uid: 'u', name: 'web', namespace: 'default' }, spec: { containers: [container] } };
const image: ImageInfo = { id: 'sha256:1', repoTags: [], repoDigests: [], size: 1, username: '', pinned: false };
const now = new VirtualClock().now();

const input = (more: Partial<StartInput> = {}): StartInput => ({
  pod,
  container,
  sandbox: testSandbox(),
  sandboxConfig: {} as StartInput['sandboxConfig'],
  observed: { sandboxes: [testSandbox()], containers: [] },
  volumes: new Map(),
  downward: {} as StartInput['downward'],
  signal: new AbortController().signal,
  ...more,
});

function starter(more: Partial<StartDependencies> = {}) {
  const calls: string[] = [];
  const files = createMemoryHost().files;
  const start = createContainerStarter({
    images: { ensure: async () => image, retryAt: () => undefined },
    runtime: {
      createContainer: async (sandboxId) => {
        calls.push(`create in ${sandboxId}`);
        return 'id';
      },
      startContainer: async (id) => {
        calls.push(`start ${id}`);
      },
    },
    files,
    paths: { rootDir: '/kubelet', logDir: '/logs' },
    allocations: { noteActuated: async (uid, { name, id }) => void calls.push(`actuated ${uid} ${name} ${id}`) },
    clock: new VirtualClock(),
    recordEvent: (_pod, name, type, reason, message) => calls.push(`${type} ${reason} ${name}: ${message}`),
    configure: async (_, { id }, attempt) => {
      calls.push(`configure ${id} ${attempt}`);
      return {} as ContainerConfig;
    },
    runPostStart: async (_, id) => {
      calls.push(`postStart ${id}`);
      return undefined;
    },
    ...more,
  });
  return { start, calls, files };
}

const fails = (message: string) => async (): Promise<never> => {
  throw new Error(message);
};

describe('startContainer', () => {
  it('pulls, configures, creates, starts and runs the hook', async () => {
    const { start, calls, files } = starter();
    expect(await start(input())).toBeUndefined();
    expect(calls).toEqual([
      'configure sha256:1 0',
      'create in s0',
      'actuated u a id',
      'Normal Created a: Container created',
      'start id',
      'Normal Started a: Container started',
      'postStart id',
    ]);
    expect((await files.stat('/logs/default_web_u/a'))?.type).toBe('directory');
  });

  const runs = { createContainer: async () => 'id', startContainer: async () => undefined };
  it.each<[string, Partial<StartDependencies>, readonly string[]]>([
    ['CreateContainerConfigError', { configure: fails('no such Secret') }, []],
    [
      'CreateContainerError',
      { runtime: { ...runs, createContainer: fails('no such Secret') } },
      ['configure sha256:1 0'],
    ],
    [
      'RunContainerError',
      { runtime: { ...runs, startContainer: fails('no such Secret') } },
      ['configure sha256:1 0', 'actuated u a id', 'Normal Created a: Container created'],
    ],
  ])('%s: the reason, the message and an event, and nothing after it', async (reason, dependencies, before) => {
    const { start, calls } = starter(dependencies);
    expect(await start(input())).toEqual({ reason, message: 'no such Secret' });
    expect(calls).toEqual([...before, 'Warning Failed a: Error: no such Secret']);
  });

  it.each<[string, 'ErrImagePull' | 'ImagePullBackOff' | 'ErrImageNeverPull', number | undefined, number | undefined]>([
    ['that has just failed is shown soon as waiting for the next pull', 'ErrImagePull', now + 10_000, now + 1000],
    ['that is held back waits for the next pull', 'ImagePullBackOff', now + 7000, now + 7000],
    ['that is never pulled waits for the next sync', 'ErrImageNeverPull', undefined, undefined],
  ])('an image %s', async (_, reason, heldUntil, retryAt) => {
    const refused = new ImageError(reason, 'm');
    const images = { ensure: () => Promise.reject(refused), retryAt: () => heldUntil };
    const { start, calls } = starter({ images });
    expect(await start(input())).toEqual({ reason, message: 'm', retryAt });
    expect(calls).toEqual([`Warning Failed a: Error: ${reason}`]);
  });

  it('does not wait for an image once the start is cancelled, and creates nothing', async () => {
    const cancelling = new AbortController();
    const pull = Promise.withResolvers<ImageInfo>();
    const { start, calls } = starter({ images: { ensure: () => pull.promise, retryAt: () => undefined } });
    const starting = start(input({ signal: cancelling.signal }));
    cancelling.abort();
    await expect(starting).rejects.toBe(cancelling.signal.reason);
    pull.reject(new ImageError('ErrImagePull', 'm'));
    await expect(pull.promise).rejects.toThrow('m');
    expect(calls).toEqual([]);
  });

  it('does not start a container whose start was cancelled while it was created', async () => {
    const cancelling = new AbortController();
    const createContainer = async (): Promise<string> => {
      cancelling.abort();
      return 'id';
    };
    const { start, calls } = starter({ runtime: { createContainer, startContainer: fails('it was started') } });
    const error: unknown = await start(input({ signal: cancelling.signal })).catch((reason: unknown) => reason);
    expect(error).toBe(cancelling.signal.reason);
    expect(calls.at(-1)).toBe('Normal Created a: Container created');
  });

  it('rejects with what is no failure of the image', async () => {
    const { start } = starter({ images: { ensure: fails('bug'), retryAt: () => undefined } });
    await expect(start(input())).rejects.toThrow('bug');
  });

  const known = (restartCount: number, ran: boolean): Pod => ({
    ...pod,
    status: {
      containerStatuses: [
        {
          name: 'a',
          image: '',
          imageID: '',
          ready: false,
          restartCount,
          ...(ran ? { containerID: 'containerd://x' } : {}),
        },
      ],
    },
  });
  const restarted = testContainer('a', { state: 'exited', annotations: { [annotation.restartCount]: '4' } });
  it.each<[string, Partial<StartInput>, number]>([
    ['0 for a container that has never run', {}, 0],
    ['0 for one whose status only says that it waits', { pod: known(3, false) }, 0],
    ['one more than the status says, when the runtime has lost it', { pod: known(3, true) }, 4],
    [
      'one more than the runtime says',
      { observed: { sandboxes: [], containers: [restarted] }, pod: known(1, true) },
      5,
    ],
  ])('the attempt is %s', async (_, more, wanted) => {
    const { start, calls } = starter();
    await start(input(more));
    expect(calls[0]).toBe(`configure sha256:1 ${wanted}`);
  });
});
