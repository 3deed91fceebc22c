/** Requests that are designed to be slow do not block others, on a running server. The measure is the CPU time of its main thread. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heavyBodies } from '../../packages/server/kube-apiserver/src/platform/stalls/heavy-bodies.testing.ts';
import { heavyObjects } from '../../packages/server/kube-apiserver/src/platform/stalls/heavy-objects.testing.ts';
import { heavyPatches } from '../../packages/server/kube-apiserver/src/platform/stalls/heavy-patches.testing.ts';
import type { HeavyRequest } from '../../packages/server/kube-apiserver/src/platform/stalls/heavy-request.testing.ts';
import { type Curl, curlAs } from '../cli/raw-request.ts';
import { Cluster } from '../harness.ts';

/** CPU time of a thread in nanoseconds, from Linux. The main thread has the id of the process. */
const ran = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ', 1)[0]);

/** CPU time that this machine needs to parse and print 1 MB, in nanoseconds. */
function workUnit(): number {
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`key-${i}`, String(i)])));
  const times = Array.from({ length: 5 }, () => {
    const start = ran(process.pid);
    JSON.stringify(JSON.parse(text));
    return ran(process.pid) - start;
  });
  return times.sort((a, b) => a - b)[2] as number;
}

const platform = process.platform === 'linux' ? describe : describe.skip;

platform('while a request that is made to be slow is under way', () => {
  let cluster: Cluster;
  let curl: Curl;
  let unit: number;
  beforeAll(async () => {
    unit = workUnit();
    // Without the supervising parent, the process is the server itself.
    cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--no-restart'] }).up();
    curl = await curlAs(cluster, { certificate: true });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  async function send({ line, contentType, body }: HeavyRequest): Promise<number> {
    const [method = '', target = ''] = line.split(' ');
    const file = join(cluster.directory, 'heavy');
    writeFileSync(file, body());
    const args = ['-X', method, '-H', `content-type: ${contentType}`, '--data-binary', `@${file}`];
    return (await curl(target, ...args)).status;
  }

  /** The maximum CPU time of the main thread between a request and its response, during `work`. */
  async function longestWait(work: () => Promise<unknown>): Promise<number> {
    let over = false;
    const working = work().finally(() => {
      over = true;
    });
    let longest = 0;
    while (!over) {
      const before = ran(cluster.pid);
      expect((await curl('/livez')).text).toBe('ok');
      longest = Math.max(longest, ran(cluster.pid) - before);
    }
    await working;
    return longest;
  }

  it.each([...heavyBodies, ...heavyObjects, ...heavyPatches].map((each) => [each.name, each] as const))(
    'others are answered: %s',
    async (_, request) => {
      if (request.before !== undefined) await send(request.before);
      let status = 0;
      const longest = await longestWait(async () => {
        status = await send(request);
      });
      expect(status).toBeGreaterThanOrEqual(200);
      expect(longest).toBeGreaterThan(0);
      // A request waits for several steps of the handshake, each after the work that is queued.
      expect(longest / unit).toBeLessThan(15);
    },
  );
});
