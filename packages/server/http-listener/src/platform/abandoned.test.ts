/** Requests whose clients disconnect, or whose answers are not wanted: nothing of them is left behind. */
import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type ApiAnswer, type ApiRequest, type ServedEvents, unstored } from '@kubets/apiserver/requests';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from './exchange/connections.ts';
import type { Listener } from './listener.ts';
import { ListenerBench, until } from './testing.ts';

const mebibyte = 2 ** 20;
const large = 'x'.repeat(mebibyte);

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());
afterAll(() => bench.dispose());

/** Watches that have started and not ended. */
class Watches {
  open = 0;
  begun = 0;

  answer(request: ApiRequest): ApiAnswer {
    this.begun++;
    this.open++;
    return { type: 'watch', events: this.#events(request.signal), ended: request.signal };
  }

  #events(signal: AbortSignal): AsyncIterable<ServedEvents> {
    const ended = Promise.withResolvers<IteratorResult<ServedEvents>>();
    let isOver = false;
    const end = (): void => {
      if (!isOver) this.open--;
      isOver = true;
      ended.resolve({ done: true, value: undefined });
    };
    signal.addEventListener('abort', end, { once: true });
    const first: ServedEvents = [{ type: 'ADDED', served: unstored({ kind: 'Pod' }) }];
    let isFirst = true;
    return {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          if (!isFirst) return ended.promise;
          isFirst = false;
          return { done: false, value: first };
        },
        return: async () => {
          end();
          return { done: true, value: undefined };
        },
      }),
    };
  }
}

async function raw(listener: Listener): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port: listener.address.port, ...bench.trust() });
  socket.on('error', () => undefined);
  bench.onClose(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

const watchPath = '/api/v1/pods?watch=1';
const get = (path: string, method = 'GET'): string => `${method} ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;

describe.each([0, 1])('with %i threads', (workers) => {
  it('pipelined requests behind a running one end with their connection', async () => {
    const watches = new Watches();
    const listener = await bench.share(async (request) => watches.answer(request), workers);
    const socket = await raw(listener);
    socket.write(get(watchPath).repeat(3));
    await until(() => watches.begun === 3);
    socket.destroy();
    await until(() => watches.open === 0);
  });

  it('answers that no client reads any more are no longer counted', async () => {
    const watches = new Watches();
    let answered = 0;
    const listener = await bench.start(
      async (request) => {
        if (request.query.has('watch')) return watches.answer(request);
        if (request.path === '/small') return { type: 'raw', status: 200, contentType: 'text/plain', body: 'small' };
        answered++;
        return { type: 'raw', status: 200, contentType: 'text/plain', body: large };
      },
      { workers, limits: { ...defaultLimits, allAnswerBytes: 4 * mebibyte } },
    );
    for (let i = 1; i <= 8; i++) {
      const socket = await raw(listener);
      socket.write(get(watchPath) + get('/large'));
      await until(() => answered === i && watches.begun === i);
      // The answer waits behind that of the watch; meanwhile another request is served.
      expect((await bench.http1(listener, '/small')).text).toBe('small');
      socket.destroy();
      await once(socket, 'close');
    }
    const answer = await bench.http1(listener, '/large');
    expect(answer.text.length).toBe(mebibyte);
  });

  it.each(['1.1', '2'])('HEAD of a watch over HTTP/%s leaves no watch behind', async (version) => {
    const watches = new Watches();
    const listener = await bench.share(async (request) => watches.answer(request), workers);
    const answer =
      version === '2'
        ? await bench.http2(bench.session(listener), watchPath, { method: 'HEAD' })
        : await bench.http1(listener, watchPath, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(watches.begun).toBe(1);
    await until(() => watches.open === 0);
  });
});
