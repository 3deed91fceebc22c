/** Webhooks whose answers are made to harm the API server: it refuses them, goes on, and others are answered meanwhile. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Curl, curlAs } from '../cli/raw-request.ts';
import { Cluster } from '../harness.ts';
import { type Hook, type HookServer, hookedLabel, hookServer, install, patching } from '../webhooks/hook-server.ts';

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

const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const review = (uid: string, response: string): string =>
  `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"${uid}","allowed":true,${response}}}`;
const raw =
  (text: (uid: string) => string): Hook =>
  ({ request }, response) =>
    void response.end(text(request.uid));

const data = { op: 'add', path: '/data', value: { a: 'x'.repeat(100_000) } };
const bomb = [data, ...many(5_000, (i) => ({ op: 'copy', from: '/data', path: `/data/${i}` }))];
const deepPatch = many(5_000, (i) => ({ op: 'move', from: '/metadata', path: `/a${i}` }));

/** Answers, with a text of the error; undefined: the write succeeds. */
const hostile: readonly (readonly [string, Hook, string | undefined])[] = [
  ['code', () => ({ allowed: false, status: { code: 2_147_483_647, message: 'x' } }), 'denied the request'],
  ['negative code', () => ({ allowed: false, status: { code: -1 } }), 'denied the request'],
  ['long message', () => ({ allowed: false, status: { message: 'x'.repeat(1_000_000) } }), 'denied the request'],
  ['split header', () => ({ warnings: ['a\r\nset-cookie: b', '\u0000', '\ud800', '💣'.repeat(5_000)] }), undefined],
  ['many warnings', () => ({ warnings: many(100_000, (i) => `w${i}`) }), undefined],
  [
    'many annotations',
    () => ({ auditAnnotations: Object.fromEntries(many(50_000, (i) => [`k${i}`, 'v'])) }),
    undefined,
  ],
  ['many values', raw((uid) => review(uid, `"x":[${many(1_000_000, () => 1)}]`)), undefined],
  ['nested', raw((uid) => review(uid, `"x":${'['.repeat(500_000)}`)), 'exceeded max depth'],
  ['big numbers', raw((uid) => review(uid, `"status":{"code":${'9'.repeat(100_000)}}`)), 'failed to call webhook'],
  ['copy bomb', () => patching(...bomb), 'exceeding the limit'],
  ['deep patch', () => patching(...deepPatch), 'Internal error occurred'],
  [
    'many operations',
    () => patching(...many(20_000, () => ({ op: 'test', path: '/kind', value: 'ConfigMap' }))),
    'maximum',
  ],
  ['prototype', () => patching({ op: 'add', path: '/__proto__', value: { polluted: 'yes' } }), undefined],
  [
    'root',
    () => patching({ op: 'replace', path: '', value: { kind: 'ConfigMap' } }),
    'name or generateName is required',
  ],
  ['large object', () => patching({ op: 'add', path: '/data', value: { a: 'x'.repeat(1_600_000) } }), 'Too long'],
  [
    'long headers',
    (_, response) => void response.writeHead(200, { x: 'x'.repeat(200_000) }).end('{}'),
    'malformed HTTP',
  ],
  [
    'false length',
    (_, response) => void response.writeHead(200, { 'content-length': 5 }).end('{"a":1}'),
    'failed to call',
  ],
];

const platform = process.platform === 'linux' ? describe : describe.skip;

platform('a hostile webhook', () => {
  let cluster: Cluster;
  let server: HookServer;
  let curl: Curl;
  let unit: number;
  let pid: number;
  beforeAll(async () => {
    unit = workUnit();
    // Without the supervising parent, the process is the server itself, and its end is noticed.
    [cluster, server] = await Promise.all([
      new Cluster({ flags: ['--runtime', 'simulated', '--no-restart'] }).up(),
      hookServer(),
    ]);
    curl = await curlAs(cluster, { certificate: true });
    pid = cluster.pid;
    await cluster.kubectl('create', 'namespace', 'hooked');
    await cluster.kubectl('label', 'namespace', 'hooked', `${hookedLabel}=yes`);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  let made = 0;
  const create = () => {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `map-${++made}` } });
    const json = ['-H', 'content-type: application/json', '--data', body];
    return curl('/api/v1/namespaces/hooked/configmaps', ...json);
  };

  /** The maximum CPU time of the main thread between a request and its response, during `work`. */
  async function longestWait<T>(work: Promise<T>): Promise<{ readonly longest: number; readonly result: T }> {
    let over = false;
    const working = work.finally(() => {
      over = true;
    });
    let longest = 0;
    while (!over) {
      const before = ran(pid);
      expect((await curl('/livez')).text).toBe('ok');
      longest = Math.max(longest, ran(pid) - before);
    }
    return { longest, result: await working };
  }

  it.each(hostile)('%s', async (title, hook, message) => {
    const name = title.replaceAll(' ', '-');
    server.hooks.set(`/${name}`, hook);
    await using _ = await install(cluster, server, { kind: 'Mutating', name });
    const { longest, result } = await longestWait(create());
    if (message === undefined) expect(result.status).toBe(201);
    else expect(result.text).toContain(message);
    if (message !== undefined) expect(result.status).toBeGreaterThanOrEqual(400);
    expect(result.text).not.toContain('polluted');
    // A request waits for several steps of the handshake, each after the work that is queued.
    expect(longest / unit).toBeLessThan(15);
    expect(cluster.pid).toBe(pid);
  });

  it('does not occupy the server while it does not answer', async () => {
    server.hooks.set('/drip', (_, response) => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
      return undefined;
    });
    await using _ = await install(cluster, server, { kind: 'Validating', name: 'drip', more: { timeoutSeconds: 1 } });
    const answers = await Promise.all(many(30, create));
    for (const { status, text } of answers)
      expect([status, text]).toEqual([500, expect.stringContaining('deadline exceeded')]);
    expect(cluster.pid).toBe(pid);
  });

  it('cannot make the server call it again and again through its own writes', async () => {
    let depth = 0;
    server.hooks.set('/loop', (_, response) => {
      depth++;
      void create().finally(() => response.end('{}'));
      return undefined;
    });
    await using _ = await install(cluster, server, { kind: 'Validating', name: 'loop', more: { timeoutSeconds: 2 } });
    const { status } = await create();
    expect(status).toBe(500);
    expect(depth).toBeLessThan(1_000);
    expect(cluster.pid).toBe(pid);
    server.hooks.delete('/loop');
  });
});
