/**
 * A bare node:http2 server in a separate process that responds to every request with the bytes of a file.
 *   node bench/bare-http2.ts '{"file":…,"cert":…,"key":…,"ca":…}'
 * Prints {"port":N}.
 */
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface BareTask {
  readonly file: string;
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

const task: BareTask = JSON.parse(process.argv[2] ?? '{}');
const body = readFileSync(task.file);
const { cert, key, ca } = task;
const server = createSecureServer({ cert, key, ca, requestCert: true, rejectUnauthorized: false });
server.on('stream', (stream) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json', 'content-length': body.length });
  stream.end(body);
});
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })));
