/**
 * Bytes between threads: in order, copied if they are shared, and not keeping others in memory that were sent with
 * them.
 */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { Channel } from './channel.ts';

type Message = { readonly name: string };
interface Received {
  readonly name: string;
  readonly bytes: Uint8Array | undefined;
}

const open: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of open.splice(0)) port1.close();
});

/** A sender, and what the other end receives once `count` messages have arrived. */
function pair(count: number): { sender: Channel<Message, Message>; received: Promise<readonly Received[]> } {
  const ports = new MessageChannel();
  open.push(ports);
  const all = Promise.withResolvers<readonly Received[]>();
  const received: Received[] = [];
  new Channel<Message, Message>(ports.port2 as never, ({ name }, bytes) => {
    received.push({ name, bytes });
    if (received.length === count) all.resolve(received);
  });
  return { sender: new Channel<Message, Message>(ports.port1 as never, () => undefined), received: all.promise };
}

const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const large = 64 * 1024;

describe('Channel.send', () => {
  it('delivers the messages of a turn in order, each with its own bytes', async () => {
    const { sender, received } = pair(5);
    sender.send({ name: 'little' }, filled(10, 1));
    sender.send({ name: 'none' });
    sender.send({ name: 'large' }, filled(large, 2));
    sender.send({ name: 'empty' }, filled(0, 0));
    sender.send({ name: 'last' }, filled(large + 1, 3));
    const shown = (await received).map(({ name, bytes }) => [name, bytes?.length, bytes?.[0]]);
    expect(shown).toEqual([
      ['little', 10, 1],
      ['none', undefined, undefined],
      ['large', large, 2],
      ['empty', 0, undefined],
      ['last', large + 1, 3],
    ]);
  });

  it.each([10, large])('leaves %i bytes with the sender', async (length) => {
    const { sender, received } = pair(1);
    const bytes = filled(length, 7);
    sender.send({ name: 'a' }, bytes);
    expect((await received)[0]?.bytes).toEqual(bytes);
    expect(bytes.length).toBe(length);
  });

  it('gives large bytes their own memory, so that keeping them keeps nothing else', async () => {
    const { sender, received } = pair(100);
    for (let n = 0; n < 100; n++) sender.send({ name: `${n}` }, filled(large, n));
    for (const { bytes } of await received) expect(bytes?.buffer.byteLength).toBe(large);
  });
});

describe('Channel.give', () => {
  it('transfers the memory of large bytes instead of copying it', async () => {
    const { sender, received } = pair(1);
    const bytes = filled(large, 7);
    sender.give({ name: 'a' }, bytes);
    expect((await received)[0]?.bytes).toEqual(filled(large, 7));
    expect(bytes.length).toBe(0);
  });
});
