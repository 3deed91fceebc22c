/** What a container hears when its image is looked for: by policy, in upstream's words, with back-off. */
import type { Pod } from '@kubets/api';
import { VirtualClock } from '@kubets/base';
import { type ImageInfo, RuntimeError } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import type { AnyContainer } from '../pod/containers.ts';
import { createImageManager, ImageError } from './image-manager.ts';
import type { PullRecords } from './pull-records.ts';

interface World {
  /** Images on the machine. */
  readonly present: Set<string>;
  pullFails: string | undefined;
  inspectFails: string | undefined;
}

const infoOf = (name: string): ImageInfo => ({
  id: `id of ${name}`,
  repoTags: [name],
  repoDigests: [],
  size: 7,
  username: '',
  pinned: false,
});
const anybody: PullRecords = {
  intend: async () => undefined,
  pulled: async () => undefined,
  failed: async () => undefined,
  mayUse: async () => true,
};

function start(...present: string[]) {
  const clock = new VirtualClock();
  const world: World = { present: new Set(present), pullFails: undefined, inspectFails: undefined };
  const events: string[] = [];
  const manager = createImageManager({
    runtime: {
      imageStatus: async (name) => {
        if (world.inspectFails !== undefined) throw new RuntimeError('Unavailable', world.inspectFails);
        return world.present.has(name) ? infoOf(name) : undefined;
      },
      pullImage: async (name) => {
        if (world.pullFails !== undefined) throw new RuntimeError('NotFound', world.pullFails);
        world.present.add(name);
        return '';
      },
    },
    objects: { secret: async () => undefined },
    clock,
    records: anybody,
    digest: (text) => text,
    event: (_pod, container, type, reason, message) => {
      events.push(`${container} ${type} ${reason} ${message}`);
    },
  });
  const pod: Pod = { metadata: { uid: 'u', namespace: 'ns' }, spec: { containers: [] } };
  const container = (image: string, imagePullPolicy?: 'Always' | 'Never' | 'IfNotPresent'): AnyContainer => ({
    name: 'c',
    image,
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
  });
  /** The image's id, or reason and message of the refusal. */
  const ensure = (wanted: AnyContainer): Promise<string> =>
    manager.ensure(pod, wanted, undefined).then(
      ({ id }) => id,
      (error: unknown) => (error instanceof ImageError ? `${error.reason}: ${error.message}` : `unexpected: ${error}`),
    );
  return { clock, world, events, manager, pod, container, ensure };
}

const pulled = (image: string): string =>
  `c Normal Pulled Successfully pulled image "${image}" in 0.000s (0.000s including waiting). Image size: 7 bytes.`;
const present = (image: string): string =>
  `c Normal Pulled Container image "${image}" already present on machine and can be accessed by the pod`;

describe('createImageManager', () => {
  it.each<
    [string, readonly string[], string, 'Always' | 'Never' | 'IfNotPresent' | undefined, string, readonly string[]]
  >([
    ['uses an image that is there', ['a:1'], 'a:1', 'IfNotPresent', 'id of a:1', [present('a:1')]],
    [
      'pulls what is missing',
      [],
      'a:1',
      'IfNotPresent',
      'id of a:1',
      ['c Normal Pulling Pulling image "a:1"', pulled('a:1')],
    ],
    ['pulls always', ['a:1'], 'a:1', 'Always', 'id of a:1', ['c Normal Pulling Pulling image "a:1"', pulled('a:1')]],
    [
      'pulls latest without a policy',
      ['a:latest'],
      'a',
      undefined,
      'id of a:latest',
      ['c Normal Pulling Pulling image "a"', pulled('a')],
    ],
    ['pulls no tag that is there without a policy', ['a:1'], 'a:1', undefined, 'id of a:1', [present('a:1')]],
    ['uses what is there with Never', ['a:1'], 'a:1', 'Never', 'id of a:1', [present('a:1')]],
    [
      'refuses what is missing with Never',
      [],
      'a:1',
      'Never',
      'ErrImageNeverPull: Container image "a:1" is not present with pull policy of Never',
      ['c Warning ErrImageNeverPull Container image "a:1" is not present with pull policy of Never'],
    ],
    [
      'refuses what is no name',
      [],
      'NOT VALID',
      'Always',
      'InvalidImageName: Failed to apply default image tag "NOT VALID": couldn\'t parse image name "NOT VALID": invalid reference format',
      [
        'c Warning InspectFailed Failed to apply default image tag "NOT VALID": couldn\'t parse image name "NOT VALID": invalid reference format',
      ],
    ],
  ])('ImageManager.ensure %s', async (_, there, image, policy, wanted, said) => {
    const { events, container, ensure } = start(...there);
    expect(await ensure(container(image, policy))).toBe(wanted);
    expect(events).toEqual(said);
  });

  it('ImageManager.ensure refuses where the runtime cannot be asked', async () => {
    const { world, events, container, ensure } = start();
    world.inspectFails = 'away';
    expect(await ensure(container('a:1'))).toBe('ImageInspectError: Failed to inspect image "a:1": away');
    expect(events).toEqual(['c Warning InspectFailed Failed to inspect image "a:1": away']);
  });

  it('ImageManager.ensure backs off 10 s, 20 s, 40 s and at most 5 minutes after pulls that failed', async () => {
    const { clock, world, events, manager, pod, container, ensure } = start();
    world.pullFails = 'denied';
    const wanted = container('a:1');
    for (const seconds of [10, 20, 40, 80, 160, 300, 300]) {
      expect(await ensure(wanted)).toBe('ErrImagePull: denied');
      expect(manager.retryAt(pod, wanted)).toBe(clock.now() + seconds * 1000);
      await clock.advance(seconds * 1000 - 1);
      events.length = 0;
      expect(await ensure(wanted)).toBe('ImagePullBackOff: Back-off pulling image "a:1": ErrImagePull: denied');
      expect(events).toEqual(['c Normal BackOff Back-off pulling image "a:1"']);
      await clock.advance(1);
      expect(manager.retryAt(pod, wanted)).toBeUndefined();
    }
    world.pullFails = undefined;
    expect(await ensure(wanted)).toBe('id of a:1');
    expect(manager.retryAt(pod, wanted)).toBeUndefined();
  });

  it('ImageManager.ensure remembers no failure of a pod that has to end', async () => {
    const { world, manager, pod, container } = start();
    world.pullFails = 'denied';
    const wanted = container('a:1');
    const cancelling = new AbortController();
    const ensuring = manager.ensure(pod, wanted, undefined, cancelling.signal);
    cancelling.abort();
    await expect(ensuring).rejects.toThrow('denied');
    expect(manager.retryAt(pod, wanted)).toBeUndefined();
  });

  it('ImageManager.ensure tells of a pull that failed', async () => {
    const { world, events, container, ensure } = start();
    world.pullFails = 'denied';
    await ensure(container('a:1'));
    expect(events).toEqual([
      'c Normal Pulling Pulling image "a:1"',
      'c Warning Failed Failed to pull image "a:1": denied',
    ]);
  });

  it('ImageManager.ensure backs off each image of a pod by itself', async () => {
    const { world, container, ensure } = start();
    world.pullFails = 'denied';
    await ensure(container('a:1'));
    world.pullFails = undefined;
    expect(await ensure(container('b:1'))).toBe('id of b:1');
  });

  it('ImageManager.forget ends the back-off of the pod', async () => {
    const { world, manager, pod, container, ensure } = start();
    world.pullFails = 'denied';
    await ensure(container('a:1'));
    manager.forget('other');
    expect(manager.retryAt(pod, container('a:1'))).toBeDefined();
    manager.forget('u');
    expect(manager.retryAt(pod, container('a:1'))).toBeUndefined();
  });
});
