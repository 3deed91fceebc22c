/** A client that stops reading its watch: nobody waits for it, little is held for it, and finally it is cut off. */
import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { type TestServer, testServer, testUser } from '@kubets/apiserver/testing';
import { systemClock, VirtualClock } from '@kubets/base';
import { threadCpuMs, workUnitMs } from '@kubets/base/platform/testing';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { Listener } from './listener.ts';
import { ListenerBench, until } from './testing.ts';

const maps = '/api/v1/namespaces/a/configmaps';
const data = { payload: 'x'.repeat(20_000) };
const writes = 300;

let bench: ListenerBench;
beforeAll(async () => {
  bench = await ListenerBench.create();
});
afterEach(() => bench.closeAll());

async function served(clock: VirtualClock): Promise<{ api: TestServer; listener: Listener }> {
  const api = await testServer();
  bench.onClose(() => api[Symbol.asyncDispose]());
  const listener = await bench.start((request) => api.server.handle({ ...request, user: testUser }), {
    clock,
    respond: (answer, request) => api.server.respond(answer, request),
  });
  return { api, listener };
}

/** CPU time that each write took, milliseconds. */
async function write(api: TestServer): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < writes; i++) {
    const start = threadCpuMs();
    const { code } = await api.call(`POST ${maps}`, { body: { metadata: { name: `m${i}` }, data } });
    took.push(threadCpuMs() - start);
    expect(code).toBe(201);
    if (i % 10 === 0) await systemClock.sleep(1);
  }
  return took;
}

it('over HTTP/2 stalls neither writers nor others, and is cut off after a minute', async () => {
  const clock = new VirtualClock();
  const { api, listener } = await served(clock);
  const target = { ':path': `${maps}?watch=1&resourceVersion=1` };
  const stalled = bench.session(listener).request(target);
  stalled.on('error', () => undefined);
  await once(stalled, 'response');
  stalled.pause();
  const reading = bench.session(listener).request(target);
  let events = 0;
  reading.setEncoding('utf8').on('data', (text: string) => {
    events += text.split('\n').length - 1;
  });
  await once(reading, 'response');
  await write(api);
  await until(() => events === writes);
  expect(stalled.closed).toBe(false);
  await clock.advance(61_000);
  await clock.advance(61_000);
  stalled.resume();
  await until(() => stalled.closed);
  expect(stalled.rstCode).not.toBe(0);
  expect(reading.closed).toBe(false);
});

it('over HTTP/1.1 is cut off, too', async () => {
  const clock = new VirtualClock();
  const { api, listener } = await served(clock);
  const outgoing = httpsRequest({
    host: '127.0.0.1',
    port: listener.address.port,
    path: `${maps}?watch=1&resourceVersion=1`,
    ...bench.trust(),
  });
  outgoing.on('error', () => undefined).end();
  const [response] = await once(outgoing, 'response');
  response.on('error', () => undefined).pause();
  await write(api);
  await clock.advance(61_000);
  await clock.advance(61_000);
  const closed = new Promise((resolve) => response.once('close', resolve));
  response.resume();
  await closed;
  expect(response.complete).toBe(false);
});

it('costs a writer nothing that grows with the number of missed events', async () => {
  const { api, listener } = await served(new VirtualClock());
  const alone = await write(api);
  for (let i = 0; i < 20; i++) {
    const stalled = bench.session(listener).request({ ':path': `${maps}?watch=1&resourceVersion=1` });
    stalled.on('error', () => undefined);
    await once(stalled, 'response');
    stalled.pause();
  }
  for (let i = 0; i < writes; i++) await api.call(`DELETE ${maps}/m${i}`);
  const watched = await write(api);
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[writes >> 1] ?? 0;
  expect(middle(watched)).toBeLessThan(middle(alone) * 5 + workUnitMs() / 10);
});
