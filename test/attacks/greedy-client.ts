/**
 * A program: `greedy-client.ts PORT PKI CONNECTIONS REQUESTS PATH` sends many requests with the maximum window size of HTTP/2, and
 * prints `asked`. The test then stops it with SIGSTOP, so that it reads nothing more.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { join } from 'node:path';

const [port, pki = '', connections, requests, path] = process.argv.slice(2);
const read = (name: string): Buffer => readFileSync(join(pki, name));
const largestWindow = 2 ** 31 - 1;

for (let opened = 0; opened < Number(connections); opened++) {
  const session = connect(`https://127.0.0.1:${port}`, {
    ca: read('ca.crt'),
    cert: read('admin.crt'),
    key: read('admin.key'),
    settings: { initialWindowSize: largestWindow },
  });
  session.on('error', () => undefined);
  await once(session, 'connect');
  session.setLocalWindowSize(largestWindow);
  for (let asked = 0; asked < Number(requests); asked++)
    session
      .request({ ':path': path })
      .on('error', () => undefined)
      .pause();
  // The server answers a ping after it has read the requests.
  await new Promise((answered) => session.ping(answered));
}
console.log('asked');
