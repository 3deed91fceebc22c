/** The listener of the API server, in this thread or in worker threads. */
import { type AddressInfo, createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { messageOf } from '@kubets/base';
import { type Answerer, type AnswererOptions, createAnswerer, untilAborted } from './front-door/answerer.ts';
import { type DoorOptions, FrontDoor } from './front-door/front-door.ts';
import { type ListenError, listenError } from './front-door/listen-error.ts';
import { LoadWatch } from './workers/load-watch.ts';
import { WorkerPool } from './workers/worker-pool.ts';

export interface ListenerOptions extends DoorOptions, AnswererOptions {
  /**
   * Threads that accept connections and do TLS, HTTP and proxying instead of this one, on the host's own clock. `auto`:
   * none until this thread cannot keep up, then one. Only Linux can share a port; elsewhere it is always 0, the
   * default.
   */
  readonly workers?: number | 'auto';
}

export interface Listener extends AsyncDisposable {
  readonly address: AddressInfo;
  /** Accepts no new connections, lets requests in progress finish for `graceMilliseconds`, then aborts them. */
  close(graceMs?: number): Promise<void>;
}

const defaultGraceMs = 5_000;

/**
 * Reserves a port. Threads share it with any other process that shares it, too, so only a listener that does not share
 * it can tell whether it is free. Rejects with ListenError.
 */
async function freePort({ host, port }: DoorOptions): Promise<AddressInfo> {
  const server = createServer();
  const address = await new Promise<AddressInfo>((resolve, reject: (error: ListenError) => void) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
  await new Promise((closed) => server.close(closed));
  return address;
}

function poolFor(options: ListenerOptions, port: number, answerer: Answerer): WorkerPool {
  const {
    pki,
    host,
    requestTimeoutMs,
    maxBodyBytes,
    maxConcurrentStreams,
    anyTarget,
    limits: held,
    clock,
    log,
  } = options;
  const { authority, serving, kubeletClient, frontProxy } = pki;
  const limits = {
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    ...(maxConcurrentStreams === undefined ? {} : { maxConcurrentStreams }),
    ...(anyTarget === undefined ? {} : { anyTarget }),
    ...(held === undefined ? {} : { limits: held }),
  };
  return new WorkerPool({
    task: {
      pki: { authority, serving, kubeletClient, ...(frontProxy === undefined ? {} : { frontProxy }) },
      host,
      port,
      ...limits,
    },
    answerer,
    clock,
    log,
  });
}

type Close = (grace: number) => Promise<void>;

/** Listens in this thread until it is overloaded, then in a worker thread, to which clients move. */
async function listenUntilBusy(options: ListenerOptions, answerer: Answerer, port: number): Promise<Close> {
  const { clock, log } = options;
  const pool = poolFor(options, port, answerer);
  const load = new LoadWatch(clock, () => {
    log.info('the HTTPS listener is busy and moves to a worker thread');
    pool.add().then(
      () => door.handOver(),
      (error: unknown) => log.warn('cannot start a thread for the listener', { error: messageOf(error) }),
    );
  });
  const local = untilAborted(answerer);
  const counted: Answerer = {
    refuse: answerer.refuse,
    answer(asked) {
      load.request();
      return local.answer(asked);
    },
  };
  const door = new FrontDoor({ ...options, port }, counted);
  await door.listen(true);
  return async (grace) => {
    await Promise.all([door.close(grace), pool.close(grace)]);
  };
}

async function listenInThreads(options: ListenerOptions, answerer: Answerer, port: number): Promise<Close> {
  const pool = poolFor(options, port, answerer);
  await Promise.all(Array.from({ length: options.workers as number }, () => pool.add()));
  return (grace) => pool.close(grace);
}

/** Resolves once connections are accepted. Rejects with ListenError if the port is not available. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const { workers = 0 } = options;
  const answerer = createAnswerer(options);
  const alone = workers === 0 || process.platform !== 'linux' || (workers === 'auto' && availableParallelism() < 2);
  let address: AddressInfo;
  let close: Close;
  if (alone) {
    const door = new FrontDoor(options, untilAborted(answerer));
    address = await door.listen();
    close = (grace) => door.close(grace);
  } else {
    address = await freePort(options);
    const begin = workers === 'auto' ? listenUntilBusy : listenInThreads;
    close = await begin(options, answerer, address.port);
  }
  return {
    address,
    close: (grace = defaultGraceMs) => close(grace),
    [Symbol.asyncDispose]: () => close(defaultGraceMs),
  };
}
