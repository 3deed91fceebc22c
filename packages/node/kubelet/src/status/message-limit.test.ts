/** How much of the termination messages a pod's status shows. */
import type { ContainerStatus, Pod } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { limitMessages } from './message-limit.ts';

const podOf = (count: number): Pod => ({
  spec: { containers: Array.from({ length: count }, (_, index) => ({ name: `c${index}` })) },
});
const ended = (message: string): ContainerStatus => ({
  name: 'c0',
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: { terminated: { exitCode: 1, message } },
  lastState: { terminated: { exitCode: 1, message } },
});

describe('termination messages', () => {
  it.each([
    [1, 'x'.repeat(4096), 4096],
    [6, 'x'.repeat(4096), 2048],
    [200, 'x'.repeat(4096), 61],
    // Two bytes each.
    [200, 'é'.repeat(4096), 30],
    [20_000, 'x'.repeat(4096), 0],
  ])('share 12 KiB of the status: %d containers', (count, message, length) => {
    const [status] = limitMessages(podOf(count), [ended(message)]);
    expect(status?.state?.terminated?.message).toBe(message.slice(0, length));
    expect(status?.lastState?.terminated?.message).toBe(message.slice(0, length));
  });

  it('stay out of other states', () => {
    const running = { ...ended(''), state: { running: {} }, lastState: {} };
    expect(limitMessages(podOf(1), [running])).toEqual([running]);
  });
});
