/** A worker thread of the listener: connections, TLS, HTTP and proxying. The parent thread does everything else. */
import { parentPort, workerData } from 'node:worker_threads';
import { loggerTo, present, systemClock } from '@kubets/base';
import { FrontDoor } from '../front-door/front-door.ts';
import { ListenError } from '../front-door/listen-error.ts';
import { Channel, type Port } from './channel.ts';
import type { FromWorker, ToWorker, WorkerTask } from './messages.ts';
import { RemoteAnswerer } from './remote-answerer.ts';

// Node creates an error for every HTTP/2 answer (its stream closes before the write is reported); its stack is never
// read.
Error.stackTraceLimit = 0;
const port = present(parentPort, 'the parent thread') as unknown as Port;
const channel = new Channel<FromWorker, ToWorker>(port, (message, bytes) => {
  if (message.type !== 'close') answerer.receive(message, bytes);
  else void door.close(message.grace).then(() => channel.send({ type: 'closed' }));
});
const log = loggerTo((line) => channel.send({ type: 'log', line }));
const answerer = new RemoteAnswerer(channel, systemClock);
const door = new FrontDoor({ ...(workerData as WorkerTask), clock: systemClock, log }, answerer);
try {
  const address = await door.listen(true);
  channel.send({ type: 'listening', port: address.port });
} catch (error) {
  if (!(error instanceof ListenError)) throw error;
  channel.send({ type: 'failed', code: error.code, message: error.message });
}
