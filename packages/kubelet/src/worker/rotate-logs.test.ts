/** Log files make room for new ones. */
import { expect, it } from 'vitest';
import type { ContainerStatus } from '../runtime.ts';
import { createMemoryHost } from '../simulated/memory-host.ts';
import { rotateLog } from './rotate-logs.ts';

it('rotates a log above 10 MiB, keeps five files, and tells the runtime', async () => {
  const { files } = createMemoryHost();
  await files.makeDirectory('/logs', 0o755);
  const reopened: string[] = [];
  const runtime = {
    reopenContainerLog: async (id: string) => {
      reopened.push(id);
      await files.write('/logs/0.log', new Uint8Array(), 0o644);
    },
  };
  const container = { id: 'c', logPath: '/logs/0.log' } as ContainerStatus;
  await files.write('/logs/0.log', new Uint8Array(10 * 1024 * 1024), 0o644);
  await rotateLog(container, { files, runtime, now: 0 });
  expect(reopened).toEqual([]);
  for (let round = 0; round < 8; round++) {
    await files.write('/logs/0.log', new Uint8Array(10 * 1024 * 1024 + 1), 0o644);
    await rotateLog(container, { files, runtime, now: round * 1000 });
  }
  expect(reopened).toHaveLength(8);
  expect((await files.list('/logs')).toSorted()).toEqual([
    '0.log',
    '0.log.19700101-000004',
    '0.log.19700101-000005',
    '0.log.19700101-000006',
    '0.log.19700101-000007',
  ]);
});
