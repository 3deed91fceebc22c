/** A WebSocket whose client disconnects while the library is being loaded. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { systemClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { WebSocketExchange } from './websocket-exchange.ts';

it('WebSocketExchange.accept rejects when the client has disconnected meanwhile, since no event would report it', async () => {
  const socket = new Socket();
  const request = new IncomingMessage(socket);
  const response = new ServerResponse(request);
  const parts = { request, response, socket, head: Buffer.alloc(0), streamed: 'watch', clock: systemClock } as const;
  const accepted = WebSocketExchange.accept(parts);
  socket.destroy();
  await expect(accepted).rejects.toThrow('the client disconnected');
});
