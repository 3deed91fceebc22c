/** Containers that replace entries of their volumes by symbolic links: neither other containers nor the cleanup follow them. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Pod, pods } from '@kubets/api';
import { systemClock } from '@kubets/base';
import { createLinuxHost } from '@kubets/kubelet/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoContainers } from '../harness.ts';
import { isReady, TestNode } from '../kubelet/node.ts';
import { exchangeScript } from './exchange-program.ts';

const why = whyNoContainers();
if (why !== undefined) console.log(`skipped: containers cannot run here (${why})`);

const image = 'shell:1';
const forever = 'trap "exit 0" TERM; while true; do sleep 0.1; done';
/** The exit code of an attacking container that can read the host's /etc. */
const escaped = 9;

describe.skipIf(why !== undefined)('kubelet and paths in volumes', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await TestNode.start();
  });
  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
  });

  const mountsOf = (uid: string): readonly string[] =>
    readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes(join(node.directory, 'kubelet/pods', uid)));

  const gone = async (pod: Pod): Promise<void> => {
    const name = pod.metadata?.name ?? '';
    await node.admin.delete(pods, { namespace: 'default', name });
    await node.untilGone(name, 60);
    expect(mountsOf(pod.metadata?.uid ?? '')).toEqual([]);
    expect(existsSync(join(node.directory, 'kubelet/pods', pod.metadata?.uid ?? ''))).toBe(false);
  };

  it('a subPath does not lead to the host while its entry is replaced by a link to /', async () => {
    const mark = `kubets-attack-${process.pid}`;
    const attack = `cd /volume; mkdir -p x/etc; ln -s / evil; ${exchangeScript('/volume/exchange')}`;
    const victim = (name: string, subPath: string) => ({
      name,
      image,
      command: ['sh', '-c', `if [ -e /victim/passwd ]; then exit ${escaped}; fi`],
      volumeMounts: [{ name: 'volume', mountPath: '/victim', subPath }],
    });
    const victims = [
      ...Array.from({ length: 60 }, (_, index) => victim(`etc-${index}`, 'x/etc')),
      ...Array.from({ length: 20 }, (_, index) => victim(`new-${index}`, `x/${mark}-${index}`)),
    ];
    const created = await node.run('exchange', {
      restartPolicy: 'Never',
      volumes: [{ name: 'volume', emptyDir: {} }],
      containers: [
        {
          name: 'attacker',
          image,
          command: ['sh', '-c', attack],
          volumeMounts: [{ name: 'volume', mountPath: '/volume' }],
        },
        ...victims,
      ],
    });
    const codes = ({ status }: Pod): readonly number[] =>
      (status?.containerStatuses ?? []).flatMap(({ name, state }) =>
        name !== 'attacker' && state?.terminated ? [state.terminated.exitCode] : [],
      );
    const pod = await node.until('exchange', (each) => codes(each).length === victims.length, 240);
    const made = readdirSync('/').filter((name) => name.startsWith(mark));
    for (const name of made) rmdirSync(join('/', name));
    expect(made).toEqual([]);
    expect(codes(pod).filter((code) => code === escaped)).toEqual([]);
    await gone(created);
  });

  it('volumes are unmounted with their pod, also after a kubelet crash; mounted content is kept', async () => {
    const data = join(node.directory, 'data');
    mkdirSync(join(data, 'deep'), { recursive: true });
    writeFileSync(join(data, 'deep/file'), 'kept');
    writeFileSync(join(data, 'single'), 'kept');
    symlinkSync('/etc', join(data, 'out'));
    const mount = (mountPath: string, subPath: string) => ({ name: 'data', mountPath, subPath });
    const created = await node.run('mounted', {
      volumes: [{ name: 'data', hostPath: { path: data } }],
      containers: [
        {
          name: 'main',
          image,
          command: ['sh', '-c', forever],
          volumeMounts: [mount('/deep', 'deep'), mount('/single', 'single'), mount('/fresh', 'fresh/deep')],
        },
      ],
    });
    await node.until('mounted', isReady);
    expect(await node.exec('mounted', 'main', 'cat', '/deep/file', '/single')).toBe('keptkept');
    await node.exec('mounted', 'main', 'touch', '/fresh/made');
    await node.stopKubelet();
    node.startKubelet();
    await node.kubelet.whenReady();
    await gone(created);
    expect(readFileSync(join(data, 'deep/file'), 'utf8')).toBe('kept');
    expect(readFileSync(join(data, 'single'), 'utf8')).toBe('kept');
    expect(readdirSync(join(data, 'fresh/deep'))).toEqual(['made']);
  });

  it.each([
    ['out/passwd', 'a link to the host'],
    ['up/passwd', 'a link upwards'],
  ])('a subPath that leaves the volume is refused: %s, %s', async (subPath) => {
    const data = join(node.directory, 'links');
    mkdirSync(data, { recursive: true });
    if (!existsSync(join(data, 'out'))) symlinkSync('/etc', join(data, 'out'));
    if (!existsSync(join(data, 'up'))) symlinkSync('../../../../../../../etc', join(data, 'up'));
    const name = `refused-${subPath.slice(0, subPath.indexOf('/'))}`;
    const created = await node.run(name, {
      volumes: [{ name: 'data', hostPath: { path: data } }],
      containers: [
        {
          name: 'main',
          image,
          command: ['sh', '-c', forever],
          volumeMounts: [{ name: 'data', mountPath: '/data', subPath }],
        },
      ],
    });
    const waiting = (pod: Pod) => pod.status?.containerStatuses?.[0]?.state?.waiting;
    const pod = await node.until(name, (each) => waiting(each)?.reason === 'CreateContainerConfigError');
    expect(waiting(pod)?.message).toBe('failed to prepare subPath for volumeMount "data" of container "main"');
    await gone(created);
  });

  it('cleanup does not delete the content of mounts in a volume', async () => {
    const { files } = createLinuxHost({ rootDir: node.directory, clock: systemClock });
    const [source, top] = [join(node.directory, 'source'), join(node.directory, 'top')];
    mkdirSync(source);
    mkdirSync(join(top, 'a/mounted'), { recursive: true });
    writeFileSync(join(source, 'file'), 'kept');
    execFileSync('mount', ['--bind', source, join(top, 'a/mounted')]);
    try {
      await expect(files.remove(top)).rejects.toThrow(/EBUSY|is a mount point/);
      await expect(files.remove(join(top, 'a/mounted'))).rejects.toThrow('is a mount point');
      expect(readFileSync(join(source, 'file'), 'utf8')).toBe('kept');
    } finally {
      const left = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
      for (const line of left) if (line.includes(` ${top}`)) execFileSync('umount', [line.split(' ')[4] ?? '']);
    }
    await files.remove(top);
    expect(existsSync(top)).toBe(false);
  });
});
