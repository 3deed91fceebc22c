/** When a log turns, what is kept, and that nothing is lost when the runtime refuses. */
import { silentLogger, VirtualClock } from '@kubets/base';
import type { Container, ContainerStatus } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import type { ConfinedFiles } from '../host/host.ts';
import { rotateLogs, surplusLogs } from './log-rotation.ts';

const mebibyte = 1024 * 1024;

describe('surplusLogs', () => {
  it('keeps the log and the newest old ones', () => {
    const names = [
      '0.log',
      '0.log.20260101-000003',
      '0.log.20260101-000001',
      '0.log.20260101-000002',
      '1.log.20250101-000000',
    ];
    expect(surplusLogs('0.log', names, 3)).toEqual(['0.log.20260101-000001']);
    expect(surplusLogs('0.log', names, 5)).toEqual([]);
  });
});

describe('rotateLogs', () => {
  function rig(sizes: Map<string, number>, reopen: () => Promise<void> = async () => undefined) {
    const clock = new VirtualClock();
    const files = {
      stat: async (path: string) => (sizes.has(path) ? { type: 'file', size: sizes.get(path) } : undefined),
      rename: async (from: string, to: string) => {
        sizes.set(to, sizes.get(from) ?? 0);
        sizes.delete(from);
      },
      list: async () => [...sizes.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1)),
      remove: async (path: string) => {
        sizes.delete(path);
      },
    } as unknown as ConfinedFiles;
    const runtime = {
      listContainers: async () => [{ id: 'a', name: 'a', state: 'running' } as Container],
      containerStatus: async () => ({ logPath: '/logs/pod/0.log' }) as ContainerStatus,
      reopenContainerLog: async () => {
        await reopen();
        sizes.set('pod/0.log', 0);
      },
    };
    return { clock, options: { runtime, files, logDir: '/logs', clock, log: silentLogger } };
  }

  it('turns a log that is full, and keeps five files', async () => {
    const sizes = new Map([['pod/0.log', mebibyte]]);
    const { clock, options } = rig(sizes);
    const ending = new AbortController();
    const running = rotateLogs(options, ending.signal);
    await clock.advance(10_000);
    expect([...sizes.keys()]).toEqual(['pod/0.log']);
    for (let turn = 0; turn < 7; turn++) {
      sizes.set('pod/0.log', 11 * mebibyte);
      await clock.advance(10_000);
    }
    expect(sizes.get('pod/0.log')).toBe(0);
    expect(sizes.size).toBe(5);
    ending.abort();
    await running;
  });

  it('puts the file back when the runtime does not open a new one', async () => {
    const sizes = new Map([['pod/0.log', 11 * mebibyte]]);
    const { clock, options } = rig(sizes, async () => {
      throw new RangeError('busy');
    });
    const ending = new AbortController();
    const running = rotateLogs(options, ending.signal);
    await clock.advance(10_000);
    expect([...sizes]).toEqual([['pod/0.log', 11 * mebibyte]]);
    ending.abort();
    await running;
  });
});
