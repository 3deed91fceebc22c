/** No request may hold the event loop for long, whatever it holds: measured in CPU time, next to work of known size. */

import { setImmediate as nextImmediate } from 'node:timers/promises';
import { threadCpuMs, workUnitMs } from '@kubets/base/platform/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';
import { heavyBodies } from './heavy-bodies.testing.ts';
import { heavyObjects } from './heavy-objects.testing.ts';
import { heavyPatches, heavyQueries, heavyUpdates } from './heavy-patches.testing.ts';
import type { HeavyRequest } from './heavy-request.testing.ts';

/** The most CPU time that passes between two turns of the event loop while `work` goes on. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let over = false;
  const watch = async (): Promise<void> => {
    for (let last = threadCpuMs(); !over; ) {
      await nextImmediate();
      const now = threadCpuMs();
      longest = Math.max(longest, now - last);
      last = now;
    }
  };
  const watching = watch();
  await work();
  await nextImmediate();
  over = true;
  await watching;
  return longest;
}

let cluster: TestCluster;
let unit: number;
beforeAll(async () => {
  unit = workUnitMs();
  cluster = await testCluster();
  await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'default' } });
  await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
});
afterAll(() => cluster[Symbol.asyncDispose]());

async function send({ line, contentType, body }: HeavyRequest, text = body()): Promise<number> {
  const answer = await cluster.call(line, undefined, {
    ...(text === '' ? {} : { text }),
    headers: { 'content-type': contentType },
  });
  return answer.code;
}

describe.each([
  ['bodies', heavyBodies],
  ['objects', heavyObjects],
  ['patches', heavyPatches],
  ['updates', heavyUpdates],
  ['queries', heavyQueries],
] as const)('%s', (_, requests) => {
  test.each(requests.map((request) => [request.name, request] as const))('%s', async (_name, request) => {
    if (request.before !== undefined) await send(request.before);
    const text = request.body();
    let code = 0;
    const stall = await longestStall(async () => {
      code = await send(request, text);
    });
    expect(code).toBeGreaterThanOrEqual(200);
    // Ten units are three times what is promised: compilation, garbage collections and neighbours take their share.
    expect(stall / unit).toBeLessThan(10);
  });
});
