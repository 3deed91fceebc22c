/** Connections that are joined: one that has ended before they are joined ends the other. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answerUpgrade, joinSockets } from './joined-sockets.ts';

describe('joinSockets', () => {
  it.each(['first', 'second'])(
    'closes both when the %s has ended before, which nothing announces again',
    async (gone) => {
      const [client, runtime] = [new PassThrough(), new PassThrough()];
      const ended = gone === 'first' ? client : runtime;
      ended.destroy();
      await once(ended, 'close');
      joinSockets(client, runtime);
      expect([client.destroyed, runtime.destroyed]).toEqual([true, true]);
    },
  );

  it('closes both when one ends later', async () => {
    const [client, runtime] = [new PassThrough(), new PassThrough()];
    joinSockets(client, runtime);
    expect([client.destroyed, runtime.destroyed]).toEqual([false, false]);
    client.destroy();
    await once(client, 'close');
    expect(runtime.destroyed).toBe(true);
  });
});

it('answerUpgrade() closes the stream of the runtime when the client has gone meanwhile', async () => {
  const [client, runtime] = [new PassThrough(), new PassThrough()];
  client.on('error', () => undefined);
  client.destroy();
  await once(client, 'close');
  answerUpgrade(client, Buffer.alloc(0), { socket: runtime, head: Buffer.from('x'), headers: {} });
  expect(runtime.destroyed).toBe(true);
});
