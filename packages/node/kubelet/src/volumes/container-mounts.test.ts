/** What a container gets mounted, and the paths that are refused. */
import type { Pod, VolumeMount } from '@kubets/api';
import { type LogLine, loggerTo } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { type BindTarget, HostError } from '../host/host.ts';
import { createMemoryHost } from '../host/memory-host.ts';
import { containerMounts, type MountInput } from './container-mounts.ts';

const directory = '/kubelet/pods/u';

function mounts(volumeMounts: readonly VolumeMount[], more: Partial<MountInput> = {}) {
  const host = createMemoryHost();
  const calls: (string | BindTarget)[] = [];
  const logged: LogLine[] = [];
  const container = { name: 'a', volumeMounts: [...volumeMounts] };
  const pod: Pod = { metadata: { uid: 'u', name: 'web', namespace: 'default' }, spec: { containers: [container] } };
  const input: MountInput = {
    pod,
    container,
    attempt: 2,
    volumes: new Map([
      ['data', { hostPath: '/volumes/data', readonly: false }],
      ['config', { hostPath: '/volumes/config', readonly: true }],
    ]),
    env: new Map([['POD', 'web-0']]),
    host: {
      files: host.files,
      mounts: {
        ...host.mounts,
        unmountBelow: async (path) => void calls.push(`unmount ${path}`),
        bindBelow: async (binding) => void calls.push(binding),
      },
    },
    paths: { rootDir: '/kubelet', logDir: '/logs' },
    log: loggerTo((line) => logged.push(line)),
    recursiveReadOnlySupported: false,
    ...more,
  };
  return { input, host, calls, logged, make: () => containerMounts(input) };
}

const data = (more: Partial<VolumeMount> = {}): VolumeMount => ({ name: 'data', mountPath: '/data', ...more });

describe('containerMounts', () => {
  it('adds the hosts file and the termination log, which is made empty', async () => {
    const { make, host } = mounts([]);
    const plain = { readonly: false, recursiveReadOnly: false, propagation: 'private' };
    expect(await make()).toEqual([
      { containerPath: '/etc/hosts', hostPath: `${directory}/etc-hosts`, ...plain },
      { containerPath: '/dev/termination-log', hostPath: `${directory}/containers/a/2`, ...plain },
    ]);
    expect(await host.files.stat(`${directory}/containers/a/2`)).toMatchObject({ size: 0, mode: 0o666 });
  });

  it('leaves both out where a volume takes their place', async () => {
    const { make } = mounts([data({ mountPath: '/etc/hosts' }), data({ mountPath: '/dev/termination-log' })]);
    expect((await make()).map(({ hostPath }) => hostPath)).toEqual(['/volumes/data', '/volumes/data']);
  });

  it.each<[string, VolumeMount, object]>([
    ['writable by default', data(), { hostPath: '/volumes/data', readonly: false, propagation: 'private' }],
    ['read-only when it asks for that', data({ readOnly: true }), { readonly: true }],
    ['read-only when the volume is', { name: 'config', mountPath: '/c' }, { containerPath: '/c', readonly: true }],
    ['at an absolute path', data({ mountPath: 'relative' }), { containerPath: '/relative' }],
    ['with its propagation', data({ mountPropagation: 'Bidirectional' }), { propagation: 'bidirectional' }],
    [
      'with its propagation from the host',
      data({ mountPropagation: 'HostToContainer' }),
      { propagation: 'hostToContainer' },
    ],
  ])('mounts a volume %s', async (_, mount, wanted) => {
    const { make } = mounts([mount]);
    expect((await make())[0]).toMatchObject(wanted);
  });

  it.each<[string, VolumeMount, string]>([
    ['a subPath', data({ subPath: 'a/b' }), 'a/b'],
    ['a subPathExpr', data({ subPathExpr: 'logs/$(POD)' }), 'logs/web-0'],
  ])('binds %s to a place of its own, after what an earlier run left there', async (_, mount, path) => {
    const { make, calls } = mounts([mount]);
    const target = `${directory}/volume-subpaths/data/a/0`;
    expect((await make())[0]?.hostPath).toBe(target);
    expect(calls).toEqual([`unmount ${target}`, { root: '/volumes/data', path, target }]);
  });

  it.each<[string, VolumeMount, string]>([
    ['no such volume', { name: 'none', mountPath: '/n' }, 'cannot find volume "none" to mount into container "a"'],
    ['an absolute subPath', data({ subPath: '/etc' }), 'error SubPath `/etc` must not be an absolute path'],
    ['a subPath that leaves the volume', data({ subPath: 'a/../..' }), "must not contain '..'"],
    ['a subPathExpr that leaves the volume', data({ subPathExpr: '../$(POD)' }), "must not contain '..'"],
    ['a variable that is not set', data({ subPathExpr: '$(NONE)/$(ALSO)' }), 'missing value for ALSO, NONE'],
  ])('refuses %s', async (_, mount, message) => {
    await expect(mounts([mount]).make()).rejects.toThrow(message);
  });

  it('says to the log, and not to the user, why a subPath could not be bound', async () => {
    const host = createMemoryHost();
    const bindBelow = () => Promise.reject(new HostError('/secret/place is a link'));
    const { make, logged } = mounts([data({ subPath: 'a' })], {
      host: { files: host.files, mounts: { ...host.mounts, bindBelow } },
    });
    await expect(make()).rejects.toThrow('failed to prepare subPath for volumeMount "data" of container "a"');
    expect(JSON.stringify(logged)).toContain('/secret/place');
  });
});
