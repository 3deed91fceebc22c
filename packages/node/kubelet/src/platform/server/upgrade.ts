/** Asks a runtime's streaming server for an upgraded connection. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { startRequest, takeSwitch } from '@kubets/base/platform';
import { SpdyError } from './spdy-session.ts';

const dialTimeoutMs = 30_000;

export interface Upgraded {
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly headers: IncomingMessage['headers'];
}

/** A SPDY/3.1 upgrade of `url` with one of `protocols`. Rejects with SpdyError when it is refused. */
export function dialUpgrade(url: string, protocols: readonly string[]): Promise<Upgraded> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': [...protocols] };
    const options = { method: 'POST', timeout: dialTimeoutMs, agent: false, headers };
    const call = startRequest(new URL(url), options, reject);
    takeSwitch(call, reject, (answer, socket, head) => {
      call.setTimeout(0);
      if (answer.statusCode !== 101) {
        socket.destroy();
        reject(new SpdyError(`the container runtime switched protocols with status ${answer.statusCode}`));
      } else resolve({ socket, head, headers: answer.headers });
    });
    call.on('response', (answer) => {
      call.destroy();
      reject(new SpdyError(`the container runtime refused to stream: ${answer.statusCode} ${answer.statusMessage}`));
    });
    call.on('timeout', () => call.destroy(new SpdyError('the container runtime did not answer in time')));
    call.end();
  });
}
