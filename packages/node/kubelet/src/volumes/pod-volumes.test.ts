/** A pod's volumes on disk: which are made, where, for whom, and what is said of those that cannot be. */
import type { Pod, Volume } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import type { PayloadContext } from './payload.ts';
import { commonUser, mountVolumes, removePodFiles } from './pod-volumes.ts';

type Spec = NonNullable<Pod['spec']>;
type Container = Spec['containers'][number];

const podOf = (volumes: readonly Volume[], more: Partial<Spec> = {}): Pod => ({
  metadata: { uid: 'u', name: 'web', namespace: 'default' },
  spec: {
    containers: [{ name: 'a', volumeMounts: volumes.map(({ name }) => ({ name, mountPath: `/${name}` })) }],
    volumes,
    ...more,
  },
});

function volumes() {
  const host = createMemoryHost();
  const mounted: string[] = [];
  let versions = 0;
  const tools = {
    host: {
      files: host.files,
      mounts: {
        ...host.mounts,
        memory: async (path: string, sizeBytes: number | undefined) => void mounted.push(`${path} ${sizeBytes}`),
        hasOwnFileSystem: async (path: string) => mounted.some((each) => each.startsWith(`${path} `)),
        unmountBelow: async (path: string) => void mounted.push(`unmount ${path}`),
      },
    },
    paths: { rootDir: '/kubelet', logDir: '/logs' },
    version: () => `v${versions++}`,
  };
  const context: PayloadContext = {
    downward: {
      pod: { metadata: { name: 'web', namespace: 'default', uid: 'u', labels: { app: 'web' } } },
      nodeName: 'n',
      hostIPs: [],
      podIPs: [],
      allocatable: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
    },
    objects: {
      configMap: async (_, name) => (name === 'missing' ? undefined : { data: { key: `of ${name}` } }),
      secret: async (_, name) => (name === 'missing' ? undefined : { data: { key: btoa(`of ${name}`) } }),
      runtimeClass: async () => undefined,
      services: async () => [],
      token: async () => 'token',
    },
    fsUser: undefined,
    fsGroup: undefined,
  };
  const mount = (pod: Pod, more: Partial<PayloadContext> = {}) => mountVolumes(pod, { ...context, ...more }, tools);
  return { host, tools, mounted, mount };
}

const root = '/kubelet/pods/u/volumes';

describe('mountVolumes', () => {
  it.each<[string, Volume, string, boolean]>([
    ['an emptyDir', { name: 'v', emptyDir: {} }, `${root}/kubernetes.io~empty-dir/v`, false],
    ['a ConfigMap', { name: 'v', configMap: { name: 'm' } }, `${root}/kubernetes.io~configmap/v`, true],
    ['a Secret', { name: 'v', secret: { secretName: 's' } }, `${root}/kubernetes.io~secret/v`, true],
    ['the downward API', { name: 'v', downwardAPI: {} }, `${root}/kubernetes.io~downward-api/v`, true],
    ['a projected volume', { name: 'v', projected: { sources: [] } }, `${root}/kubernetes.io~projected/v`, true],
    ['a hostPath', { name: 'v', hostPath: { path: '/srv' } }, '/srv', false],
  ])('puts %s where upstream does, read-only if it is made of API objects', async (_, volume, hostPath, readonly) => {
    const { mount } = volumes();
    expect((await mount(podOf([volume]))).get('v')).toEqual({ hostPath, readonly });
  });

  it('writes the content of objects, and keeps what may be secret in memory', async () => {
    const { host, mounted, mount } = volumes();
    await mount(
      podOf([
        { name: 'c', configMap: { name: 'm' } },
        { name: 's', secret: { secretName: 's' } },
      ]),
    );
    const read = async (path: string) =>
      new TextDecoder().decode(await host.files.read(`${root}/kubernetes.io~${path}`));
    expect([await read('configmap/c/key'), await read('secret/s/key')]).toEqual(['of m', 'of s']);
    expect(mounted).toEqual([`${root}/kubernetes.io~secret/s undefined`]);
  });

  it('leaves out volumes that no container mounts', async () => {
    const { host, mount } = volumes();
    const pod = podOf([{ name: 'v', emptyDir: {} }], { containers: [{ name: 'a' }] });
    expect([(await mount(pod)).size, await host.files.list('/kubelet')]).toEqual([0, []]);
  });

  it.each<[string, string | undefined, string | undefined, number | undefined]>([
    ['its own limit', '1Mi', undefined, 1024 * 1024],
    ["the pod's limit", undefined, '2Mi', 2 * 1024 * 1024],
    ['the smaller one of both', '3Mi', '2Mi', 2 * 1024 * 1024],
    ['nothing', undefined, undefined, undefined],
  ])('limits an emptyDir in memory by %s', async (_, sizeLimit, memory, wanted) => {
    const { mounted, mount } = volumes();
    const container: Container = {
      name: 'a',
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      ...(memory === undefined ? {} : { resources: { limits: { memory } } }),
    };
    const emptyDir = { medium: 'Memory', ...(sizeLimit === undefined ? {} : { sizeLimit }) };
    await mount(podOf([{ name: 'v', emptyDir }], { containers: [container] }));
    expect(mounted).toEqual([`${root}/kubernetes.io~empty-dir/v ${wanted}`]);
  });

  it('does not mount memory over memory at the next sync', async () => {
    const { mounted, mount } = volumes();
    const pod = podOf([{ name: 'v', emptyDir: { medium: 'Memory' } }]);
    await mount(pod);
    await mount(pod);
    expect(mounted).toHaveLength(1);
  });

  it('gives an emptyDir to the fsGroup once: containers may change that', async () => {
    const { host, mount } = volumes();
    const pod = podOf([{ name: 'v', emptyDir: {} }], { securityContext: { fsGroup: 2000 } });
    await mount(pod);
    const path = `${root}/kubernetes.io~empty-dir/v`;
    expect(await host.files.stat(path)).toMatchObject({ gid: 2000, mode: 0o2777 });
    await host.files.changeOwner(path, 0, 3000);
    await mount(pod);
    expect(await host.files.stat(path)).toMatchObject({ gid: 3000 });
  });

  it('names every volume that cannot be made, in one error', async () => {
    const { mount } = volumes();
    const pod = podOf([
      { name: 'a', configMap: { name: 'missing' } },
      { name: 'b', emptyDir: {} },
      { name: 'c', secret: { secretName: 'missing' } },
      { name: 'd', emptyDir: { medium: 'Tape' } },
      { name: 'e', nfs: { server: 's', path: '/' } },
    ]);
    await expect(mount(pod)).rejects.toThrow(
      [
        'MountVolume.SetUp failed for volume "a" : configmap "missing" not found',
        'MountVolume.SetUp failed for volume "c" : secret "missing" not found',
        'MountVolume.SetUp failed for volume "d" : unknown storage medium "Tape"',
        'MountVolume.SetUp failed for volume "e" : no volume plugin matched',
      ].join('; '),
    );
  });
});

describe('removePodFiles', () => {
  it('unmounts before it removes, and leaves other pods alone', async () => {
    const { host, tools, mounted } = volumes();
    await host.files.makeDirectory('/kubelet/pods/u/x', 0o755);
    await host.files.makeDirectory('/kubelet/pods/v', 0o755);
    await removePodFiles('u', tools);
    expect([mounted, await host.files.list('/kubelet/pods')]).toEqual([['unmount /kubelet/pods/u'], ['v']]);
  });

  it('removes nothing that could not be unmounted', async () => {
    const { host, tools } = volumes();
    await host.files.makeDirectory('/kubelet/pods/u/x', 0o755);
    const unmountBelow = () => Promise.reject(new Error('busy'));
    const stuck = { ...tools, host: { files: tools.host.files, mounts: { ...tools.host.mounts, unmountBelow } } };
    await expect(removePodFiles('u', stuck)).rejects.toThrow('busy');
    expect(await host.files.list('/kubelet/pods')).toEqual(['u']);
  });
});

describe('commonUser', () => {
  const user = (runAsUser?: number): Container => ({
    name: 'a',
    ...(runAsUser === undefined ? {} : { securityContext: { runAsUser } }),
  });
  it.each<[string, Partial<Spec>, number | undefined]>([
    ['of the pod', { containers: [user()], securityContext: { runAsUser: 5 } }, 5],
    ['of every container', { containers: [user(7), user(7)] }, 7],
    ['of none, where they differ', { containers: [user(7), user(8)] }, undefined],
    ['of none, where one names none', { containers: [user(7), user()] }, undefined],
    ['of none, where an init container differs', { containers: [user(7)], initContainers: [user(0)] }, undefined],
  ])('is that %s', (_, spec, wanted) => {
    expect(commonUser(podOf([], spec))).toBe(wanted);
  });
});
