/**
 * An API server with one large list, for tests and benchmarks of the memory needed to serve it. All objects share the
 * same bytes, so that the store takes next to nothing and only the serving is measured.
 *   node large-list-child.ts '{"objects":2000,"size":100000,"directory":…}'
 * Sends {port} when it is ready; on any message, sends {@link Peak} since the last message and starts to measure anew.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { alwaysAllow } from '@kubets/apiserver/authorization';
import { testServer } from '@kubets/apiserver/testing';
import { silentLogger, systemClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { testCertificates } from './certificates/testing.ts';
import { listen } from './listener.ts';

export interface Peak {
  /** Bytes beyond those in use at rest: resident, including garbage that has not been collected. */
  readonly resident: number;
  /** Of the heap and of buffers. */
  readonly used: number;
}

interface Task {
  readonly objects: number;
  readonly size: number;
  /** The directory of the authority's certificate, `ca.crt`. */
  readonly directory: string;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const task: Task = JSON.parse(process.argv[2] ?? '{}');

function measure(): Peak {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, used: heapUsed + external };
}

const store = createMemoryStore({ clock: systemClock });
const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'm' }, data: { k: 'x'.repeat(task.size) } };
const value = new TextEncoder().encode(JSON.stringify(object));
for (let start = 0; start < task.objects; start += 1000) {
  const length = Math.min(1000, task.objects - start);
  const apply = Array.from(
    { length },
    (_, each) => ({ type: 'put', key: `/registry/configmaps/a/m${start + each}`, value }) as const,
  );
  await store.commit({ expect: [], apply });
}
const api = await testServer({ store });
await api.call('GET /api/v1/configmaps?limit=1');
const pki = await testCertificates();
writeFileSync(join(task.directory, 'ca.crt'), pki.authority);
const listener = await listen({
  handle: (request) => api.server.handle(request),
  respond: (answer, request) => api.server.respond(answer, request),
  authenticator: { authenticate: async () => ({ name: 'jane', groups: ['system:masters'] }) },
  authorizer: alwaysAllow,
  pki,
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
  log: silentLogger,
});

collectGarbage();
let rest = measure();
let peak = rest;
const look = (): void => {
  const now = measure();
  peak = { resident: Math.max(peak.resident, now.resident), used: Math.max(peak.used, now.used) };
  systemClock.setTimer(5, look);
};
look();
process.on('message', () => {
  const reached: Peak = { resident: peak.resident - rest.resident, used: peak.used - rest.used };
  collectGarbage();
  rest = measure();
  peak = rest;
  process.send?.(reached);
});
process.on('disconnect', () => process.exit());
process.send?.({ port: listener.address.port });
