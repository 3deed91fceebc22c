/** Asks a runtime's streaming server for an upgraded connection. */
import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { SpdyError } from './spdy-session.ts';

const dialMilliseconds = 30_000;

export interface Upgraded {
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly headers: IncomingMessage['headers'];
}

/** A SPDY/3.1 upgrade of `url` with one of `protocols`. Rejects with SpdyError when it is refused. */
export function dialUpgrade(url: string, protocols: readonly string[]): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      timeout: dialMilliseconds,
      headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': [...protocols] },
    });
    call.on('upgrade', (answer, socket, head) => {
      socket.setTimeout(0);
      resolve({ socket, head, headers: answer.headers });
    });
    call.on('response', (answer) => {
      answer.resume();
      reject(new SpdyError(`the container runtime refused to stream: ${answer.statusCode} ${answer.statusMessage}`));
    });
    call.on('timeout', () => call.destroy(new SpdyError('the container runtime did not answer in time')));
    call.on('error', reject);
    call.end();
  });
}
