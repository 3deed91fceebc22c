/** What the Linux side computes without touching the host. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../host/host.ts';
import { containerdConfig, containerdPaths } from '../containerd/config.ts';
import { mountsBelow } from '../containerd/mounts.ts';
import { codecOf } from '../cri/schema.ts';
import { pauseProgram } from '../images/pause-program.ts';
import { settingsV1, settingsV2, weightOf } from './cgroups.ts';
import { createLinuxHost, parseResolver } from './host.ts';
import { memoryOptionOf } from './mounts.ts';
import { createProbeNetwork } from './probe-network.ts';

describe('the Linux host', () => {
  it('reads a resolver configuration', () => {
    const text =
      '# made by hand\nnameserver 1.1.1.1\nnameserver 8.8.8.8 ; second\ndomain a.test\nsearch b.test c.test\noptions ndots:2 rotate\n';
    expect(parseResolver(text)).toEqual({
      servers: ['1.1.1.1', '8.8.8.8'],
      searches: ['b.test', 'c.test'],
      options: ['ndots:2', 'rotate'],
    });
  });

  it.each([
    [1, 'size=1'],
    // tmpfs takes 0 for no limit.
    [0.001, 'size=1'],
    [1024.5, 'size=1025'],
    [1e30, 'size=9007199254740991'],
  ])('gives a volume of %d bytes the option %s', (bytes, option) => {
    expect(memoryOptionOf(bytes)).toBe(option);
  });

  it.each([
    ['a location that is no URL', 'http://[', 'x'],
    ['a location of another protocol', 'ftp://127.0.0.1/', 'x'],
    ['a header that cannot be sent', '', 'a\nb'],
  ])('takes %s for a failed probe', async (_, location, value) => {
    const server = createServer((_request, response) => response.writeHead(302, { location }).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const headers = [{ name: 'X-Test', value }];
    const request = { scheme: 'HTTP' as const, host: '127.0.0.1', port, path: '/', headers, timeoutMilliseconds: 5000 };
    try {
      await expect(createProbeNetwork(systemClock).http(request)).rejects.toThrow(HostError);
    } finally {
      server.close();
    }
  });

  it('knows its disk before the directory on it is made', async () => {
    const facts = await createLinuxHost({
      rootDir: join(tmpdir(), 'kubets-none/at/all'),
      clock: systemClock,
    }).facts();
    expect(facts.ephemeralStorageBytes).toBeGreaterThan(0);
  });

  it('finds mounts below a directory, the last one first, whatever their names', () => {
    const line = (point: string): string => `1 2 0:3 / ${point} rw - tmpfs tmpfs rw`;
    const info = [line('/data'), line('/data/a\\040b'), line('/database'), line('/data/a\\040b/c')].join('\n');
    expect(mountsBelow(info, '/data')).toEqual(['/data/a b/c', '/data/a b', '/data']);
  });

  it('says the same limits in the words of both cgroup versions', () => {
    expect([weightOf(2), weightOf(1024), weightOf(262_144)]).toEqual([1, 39, 10_000]);
    const limits = { cpuShares: 1024, cpuQuota: 50_000, memoryBytes: 4096 };
    expect(settingsV2(limits).map(({ file, value }) => `${file}=${value}`)).toEqual([
      'cpu.weight=39',
      'cpu.max=50000 100000',
      'memory.max=4096',
    ]);
    expect(settingsV1({}).cpu?.map(({ file, value }) => `${file}=${value}`)).toEqual([
      'cpu.cfs_period_us=100000',
      'cpu.cfs_quota_us=-1',
    ]);
  });

  it('keeps sockets within the length that Linux allows', () => {
    expect(containerdPaths('/data', '/run/kubets/x').socket).toBe('/data/containerd.sock');
    expect(containerdPaths(`/${'d'.repeat(100)}`, '/run/kubets/x').socket).toBe('/run/kubets/x/containerd.sock');
  });

  it('configures containerd within its own directory, whatever that is called', () => {
    const config = containerdConfig(containerdPaths('/data "x"', '/run'), {
      sandboxImage: 'p:1',
      cniBinDir: '/b',
      cniConfDir: '/c',
      snapshotter: 'native',
      canLowerOomScore: false,
    });
    expect(config).toContain('root = "/data \\"x\\"/root"');
    expect(config).toContain('restrict_oom_score_adj = true');
    expect(config).toContain('"io.containerd.snapshotter.v1.overlayfs"]');
  });

  it.each(['amd64', 'arm64'] as const)('makes a pause program for %s', (architecture) => {
    const bytes = pauseProgram(architecture);
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(1, 4))).toBe('ELF');
    expect(view.getUint16(18, true)).toBe({ amd64: 62, arm64: 183 }[architecture]);
    expect(Number(view.getBigUint64(24, true))).toBe(0x40_0000 + 120);
    expect(Number(view.getBigUint64(96, true))).toBe(bytes.length);
    // The handler of SIGTERM lies within the code.
    const handler = Number(view.getBigUint64(bytes.length - 32, true)) - 0x40_0000;
    expect(handler).toBeGreaterThan(120);
    expect(handler).toBeLessThan(bytes.length - 64);
  });

  it('speaks CRI: what is encoded is decoded, with defaults for what is absent', () => {
    const codec = codecOf('ContainerStatus');
    const decoded = codec.decode(
      codec.encode({
        id: 'x',
        state: 'CONTAINER_EXITED',
        createdAt: 1.7e18,
        labels: { a: 'b' },
        metadata: { name: 'n', attempt: 2 },
      }),
    );
    expect(decoded).toMatchObject({
      id: 'x',
      state: 'CONTAINER_EXITED',
      createdAt: 1.7e18,
      labels: { a: 'b' },
      exitCode: 0,
      image: null,
      metadata: { name: 'n', attempt: 2 },
    });
  });
});
