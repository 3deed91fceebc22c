/** What the Linux side computes without touching the host. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@kubets/base';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../host/host.ts';
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
    const request = { scheme: 'HTTP' as const, host: '127.0.0.1', port, path: '/', headers, timeoutMs: 5000 };
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
});
