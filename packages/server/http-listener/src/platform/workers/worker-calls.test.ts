/** How much of an answer is sent to a listener's thread before its client has read anything. */
import { nextTurn } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import type { ToWorker } from './messages.ts';
import { WorkerCalls } from './worker-calls.ts';

const window = 256 * 1024;
const first = 64 * 1024;
const body = Uint8Array.from({ length: 10 * window + 1 }, (_, i) => i % 251);

async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await nextTurn();
}

async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
  yield body;
}

/** An answer on its way to a listener's thread. */
function passing(answer: Uint8Array | AsyncIterable<Uint8Array>) {
  const sent: ToWorker['type'][] = [];
  const parts: Uint8Array[] = [];
  const send = (message: ToWorker, bytes?: Uint8Array): void => {
    sent.push(message.type);
    if (bytes !== undefined) parts.push(bytes.slice());
  };
  const answerer = {
    refuse: () => {
      throw errors.internal('not asked for');
    },
    answer: async () => ({
      reply: { type: 'bytes' as const, bytes: { status: 200, headers: {}, body: answer } },
      authenticated: true,
    }),
  };
  const calls = new WorkerCalls(answerer, { send, give: send });
  const facts = { method: 'GET', path: '/openapi/v2', query: '', headers: [], remoteAddress: '', upgrade: false };
  const ask = { type: 'ask' as const, id: 1, ...facts, certificate: undefined, repeated: undefined };
  const over = calls.ask({ ...ask, bodyWaits: false, window }, undefined);
  const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
  return { calls, over, length, parts, sent };
}

describe('WorkerCalls.ask', () => {
  it.each([
    ['of one chunk', body],
    ['created in parts', pieces()],
  ])('sends an answer %s as fast as its client reads it', async (_, answer) => {
    const { calls, over, length, parts, sent } = passing(answer);
    await settled();
    expect(length()).toBe(first);
    for (let taken = 0; taken < body.length; ) {
      const next = length() - taken;
      expect(next).toBeLessThanOrEqual(window);
      calls.taken(1, next, window);
      taken += next;
      await settled();
    }
    await over;
    expect(Buffer.concat(parts).equals(body)).toBe(true);
    expect(sent.at(-1)).toBe('end');
  });

  it('has no more in flight than the window, however little is read at a time', async () => {
    const { calls, length } = passing(body);
    await settled();
    let taken = 0;
    for (const next of [16 * 1024, 1, 16 * 1024, 48 * 1024, 100]) {
      calls.taken(1, next, window);
      taken += next;
      await settled();
      expect(length() - taken).toBe(window);
    }
    calls.dropAll();
  });

  it('respects a window that shrinks while the answer is being sent', async () => {
    const { calls, length } = passing(body);
    await settled();
    calls.taken(1, first, window);
    await settled();
    expect(length()).toBe(first + window);
    calls.taken(1, 1024, first);
    await settled();
    expect(length()).toBe(first + window);
    calls.taken(1, window - 1024, first);
    await settled();
    expect(length()).toBe(first + window + first);
    calls.dropAll();
  });
});
