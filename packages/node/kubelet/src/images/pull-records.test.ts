/** Who may use an image that is on the machine: after pulls with and without secrets, restarts and crashes. */
import type { Pod, Secret } from '@kubets/api';
import { silentLogger, VirtualClock } from '@kubets/base';
import { type ContainerRuntime, type ImageInfo, type RegistryAuth, RuntimeError } from '@kubets/cri/runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { createImageManager, type ImageManager } from './image-manager.ts';
import { createPullRecords } from './pull-records.ts';

const image = 'r.io/team/app:1';
const passwords: Readonly<Record<string, string>> = { right: 'p1', copy: 'p1', wrong: 'p2' };

const secretNamed = (namespace: string, name: string): Secret | undefined => {
  const password = passwords[name];
  if (password === undefined) return undefined;
  const config = { auths: { 'r.io': { username: 'u', password } } };
  return { metadata: { uid: `${namespace}-${name}` }, data: { '.dockerconfigjson': btoa(JSON.stringify(config)) } };
};

describe('an image on the machine', () => {
  let host: ReturnType<typeof createMemoryHost>;
  let images: ImageManager;
  let present: Map<string, ImageInfo>;
  let pulls: (string | undefined)[];
  let isPrivate: boolean;
  let crash: boolean;

  const infoOf = (name: string): ImageInfo => ({
    id: 'sha256:1',
    repoTags: [name],
    repoDigests: [],
    size: 1,
    username: '',
    pinned: false,
  });

  /** A kubelet as after a restart: what it knows is on disk. */
  const start = (): void => {
    const runtime: Pick<ContainerRuntime, 'imageStatus' | 'pullImage' | 'listImages'> = {
      imageStatus: async (name) => present.get(name),
      listImages: async () => [...present.values()],
      pullImage: async (name, auth: RegistryAuth | undefined) => {
        pulls.push(auth?.password);
        if (isPrivate && auth?.password !== 'p1') throw new RuntimeError('Unknown', 'denied');
        present.set(name, infoOf(name));
        // Killed before anything is noted.
        if (crash) await new Promise(() => undefined);
        return 'sha256:1';
      },
    };
    const objects = { secret: async (namespace: string, name: string) => secretNamed(namespace, name) };
    const records = createPullRecords({
      files: host.files,
      runtime,
      rootDir: '/kubelet',
      log: silentLogger,
      digest: host.digest,
    });
    const clock = new VirtualClock();
    images = createImageManager({ runtime, objects, clock, records, digest: host.digest, event: () => undefined });
  };

  const use = (
    secrets: readonly string[],
    {
      namespace = 'a',
      policy = 'IfNotPresent',
      name = image,
    }: { namespace?: string; policy?: string; name?: string } = {},
  ): Promise<string> => {
    const pod: Pod = {
      metadata: { uid: `${namespace}${secrets.join()}`, namespace },
      spec: { containers: [], imagePullSecrets: secrets.map((each) => ({ name: each })) },
    };
    const container = { name: 'c', image: name, imagePullPolicy: policy as 'Never' };
    return images.ensure(pod, container, undefined).then(
      () => 'ok',
      (error: Error & { reason: string }) => error.reason,
    );
  };

  beforeEach(() => {
    host = createMemoryHost();
    present = new Map();
    pulls = [];
    isPrivate = true;
    crash = false;
    start();
  });

  it('is for those who could pull it', async () => {
    expect(await use(['right'])).toBe('ok');
    expect(await use(['right'])).toBe('ok');
    expect(pulls).toEqual(['p1']);
    expect(await use([])).toBe('ErrImagePull');
    expect(await use(['wrong'])).toBe('ErrImagePull');
    expect(await use(['none'])).toBe('ErrImagePull');
    expect(await use([], { policy: 'Never' })).toBe('ErrImageNeverPull');
    expect(pulls).toEqual(['p1', undefined, 'p2', undefined]);
    expect(await use(['right'], { policy: 'Never' })).toBe('ok');
  });

  it('is for those who show the same credentials, from whatever secret', async () => {
    await use(['right']);
    expect(await use(['copy'], { namespace: 'b' })).toBe('ok');
    expect(await use(['right'], { namespace: 'b' })).toBe('ok');
    expect(pulls).toEqual(['p1']);
  });

  it('is pulled with the first secret that the registry takes', async () => {
    expect(await use(['wrong', 'right'])).toBe('ok');
    expect(pulls).toEqual(['p2', 'p1']);
    expect(await use(['right'])).toBe('ok');
    expect(await use(['wrong'])).toBe('ErrImagePull');
  });

  it('is for all once it was pulled without credentials', async () => {
    isPrivate = false;
    expect(await use([])).toBe('ok');
    isPrivate = true;
    expect(await use(['wrong'])).toBe('ok');
    expect(pulls).toHaveLength(1);
  });

  it('is for all where the kubelet did not pull it', async () => {
    present.set(image, infoOf(image));
    expect(await use([])).toBe('ok');
    expect(pulls).toEqual([]);
  });

  it('is for nobody else by another name of the same image', async () => {
    await use(['right']);
    present.set('else.io/app:1', infoOf('else.io/app:1'));
    expect(await use([], { name: 'else.io/app:1', policy: 'Never' })).toBe('ErrImageNeverPull');
  });

  it('is remembered by the next kubelet', async () => {
    await use(['right']);
    start();
    expect(await use([])).toBe('ErrImagePull');
    expect(await use(['right'])).toBe('ok');
    expect(pulls).toEqual(['p1', undefined]);
  });

  it('is for nobody without a pull where the kubelet died pulling it', async () => {
    crash = true;
    void use(['right']);
    await expect.poll(() => pulls.length).toBe(1);
    crash = false;
    start();
    expect(await use([])).toBe('ErrImagePull');
    expect(await use(['right'])).toBe('ok');
    expect(pulls).toEqual(['p1', undefined, 'p1']);
  });

  it('is for nobody without a pull where its record cannot be read', async () => {
    await use(['right']);
    const [file] = await host.files.list('/kubelet/image_manager/pulled');
    await host.files.write(`/kubelet/image_manager/pulled/${file}`, new TextEncoder().encode('{"ima'), 0o600);
    start();
    expect(await use([])).toBe('ErrImagePull');
    expect(await use(['right'])).toBe('ok');
    expect(pulls).toEqual(['p1', undefined, 'p1']);
  });
});
