/** A WebSocket that fails while it is written to. */
import { EventEmitter } from 'node:events';
import { streamCutter } from '@kubets/apiserver/responses';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { MessageOutput } from './message-output.ts';

class FailingSocket extends EventEmitter {
  terminated = false;

  send(_: Uint8Array, _options: object, done: (error: Error) => void): void {
    done(new Error('read ECONNRESET'));
  }

  terminate(): void {
    this.terminated = true;
  }
}

describe('MessageOutput', () => {
  it('is closed by a client that disconnects, without further effects', async () => {
    const socket = new FailingSocket();
    const output = new MessageOutput(socket as unknown as WebSocket, streamCutter(''));
    const closed = new Promise((resolve) => output.once('close', resolve));
    output.write('something');
    await closed;
    expect([output.destroyed, socket.terminated]).toEqual([true, true]);
  });
});
