/**
 * No request may hold the event loop for long, whatever it contains: measured in CPU time, relative to a calibration.
 */

import { workUnitMs } from '@kubets/base/platform/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestCluster, testCluster } from '../../cluster-testing.ts';
import { heavyBodies } from './heavy-bodies.testing.ts';
import { heavyDefinitions } from './heavy-definitions.testing.ts';
import { heavyObjects } from './heavy-objects.testing.ts';
import { heavyPatches, heavyQueries, heavyUpdates } from './heavy-patches.testing.ts';
import type { HeavyRequest } from './heavy-request.testing.ts';
import { longestStall } from './longest-stall.testing.ts';

/**
 * 50 ms are 3.3 units. The best of three runs counts, since compilation and garbage collections add to single runs; the
 * rest of the margin is for other processes that share the processor's caches.
 */
const runs = 3;
const maxUnits = 6;

/** Close to 50 ms or slightly above: each is a single token, which is parsed in one turn. */
const singleTokens: ReadonlySet<string> = new Set([
  'YAML: a plain scalar of 700,000 lines',
  'YAML: a quoted scalar of 700,000 lines',
  'YAML: 1.4 million blank lines in quotes',
  'YAML: 1.4 million escapes',
  'cronjobs: a schedule of 800 kB',
]);
const maxTokenUnits = 10;

let unit: number;
beforeAll(() => {
  unit = workUnitMs();
});

async function defaultCluster(): Promise<TestCluster> {
  const cluster = await testCluster();
  await cluster.call('POST /api/v1/namespaces', { metadata: { name: 'default' } });
  await cluster.call('POST /api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return cluster;
}

async function send(cluster: TestCluster, { line, contentType, body }: HeavyRequest, text = body()): Promise<number> {
  const answer = await cluster.call(line, undefined, {
    ...(text === '' ? {} : { text }),
    headers: { 'content-type': contentType },
  });
  return answer.code;
}

describe.each([
  ['bodies', heavyBodies],
  ['objects', heavyObjects],
  ['definitions', heavyDefinitions],
  ['patches', heavyPatches],
  ['updates', heavyUpdates],
  ['queries', heavyQueries],
] as const)('%s', (_, requests) => {
  test.each(requests.map((request) => [request.name, request] as const))('%s', async (_name, request) => {
    const limit = singleTokens.has(request.name) ? maxTokenUnits : maxUnits;
    const stalls: number[] = [];
    for (let run = 0; run < runs; run++) {
      await using cluster = await defaultCluster();
      if (request.before !== undefined) await send(cluster, request.before);
      const text = request.body();
      let code = 0;
      const stall = await longestStall(async () => {
        code = await send(cluster, request, text);
      });
      expect(code).toBeGreaterThanOrEqual(200);
      stalls.push(stall / unit);
      if (stall / unit < limit) break;
    }
    expect(Math.min(...stalls)).toBeLessThan(limit);
  });
});
