/** Connections joined byte by byte: SPDY clients to the runtime's SPDY, and SPDY carried inside a WebSocket. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Upgraded } from './upgrade.ts';

/** Copies in both directions until one side ends, then closes both. Back-pressure applies in both directions. */
export function joinSockets(a: Duplex, b: Duplex): void {
  const close = (): void => {
    a.destroy();
    b.destroy();
  };
  for (const socket of [a, b]) socket.on('close', close);
  // A connection that has closed already does not say so again.
  if (a.destroyed || b.destroyed) {
    close();
    return;
  }
  a.pipe(b);
  b.pipe(a);
}

/** Answers an upgrade request with the runtime's own answer and joins the connections. */
export function answerUpgrade(client: Duplex, clientHead: Buffer, runtime: Upgraded): void {
  const protocol = runtime.headers['x-stream-protocol-version'];
  client.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      ...(protocol === undefined ? [] : [`X-Stream-Protocol-Version: ${protocol}`]),
      '',
      '',
    ].join('\r\n'),
  );
  if (runtime.head.length > 0) client.write(runtime.head);
  if (clientHead.length > 0) runtime.socket.write(clientHead);
  joinSockets(client, runtime.socket);
}

const maxUnsentBytes = 1024 * 1024;

/** Joins a WebSocket to the connection of the runtime. Message boundaries have no meaning. */
export function joinWebSocket(client: WebSocket, { socket, head }: Upgraded): void {
  const toClient = (chunk: Buffer): void => {
    client.send(chunk, () => {
      if (client.bufferedAmount < maxUnsentBytes) socket.resume();
    });
    if (client.bufferedAmount >= maxUnsentBytes) socket.pause();
  };
  if (head.length > 0) toClient(head);
  socket.on('data', toClient);
  client.on('message', (message: Buffer) => {
    if (!socket.write(message)) client.pause();
  });
  socket.on('drain', () => client.resume());
  let broken = false;
  socket.on('error', () => {
    broken = true;
  });
  socket.on('close', () => {
    client.close(broken ? 1011 : 1000);
    // Its answer to that is read, even if it was held back before.
    client.resume();
  });
  client.on('close', () => socket.destroy());
}
