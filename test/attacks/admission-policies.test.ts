/**
 * Admission policies that are made to be slow do not block other requests, on a running server. The measure is the CPU time of its main
 * thread.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

type Fields = Readonly<Record<string, unknown>>;

const group = '/apis/admissionregistration.k8s.io/v1';
const rules = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }];
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** As expensive as the limit of one expression allows. */
const heavy = 'lists.range(600).all(x, lists.range(600).all(y, x + y >= 0))';
/** Values that are shared: cheap by the cost rules, and large when they are walked. */
const shared = `[[1]]${'.map(x, x + x)'.repeat(18)}`;
const variables = (count: number, expression: string) => many(count, (i) => ({ name: `v${i}`, expression }));
const mutation = (expression: string) => ({ patchType: 'ApplyConfiguration', applyConfiguration: { expression } });

/** The kind of policy, its spec, and a part of the answer to a create. */
const policies: readonly (readonly [string, 'validating' | 'mutating', Fields, string])[] = [
  ['expensive validations', 'validating', { validations: many(100, () => ({ expression: heavy })) }, 'cost'],
  [
    'expensive variables in one expression',
    'validating',
    {
      variables: variables(100, heavy),
      validations: [{ expression: many(100, (i) => `variables.v${i}`).join(' && ') }],
    },
    'cost',
  ],
  [
    'expensive match conditions',
    'validating',
    {
      matchConditions: many(64, (i) => ({ name: `c${i}`, expression: heavy })),
      validations: [{ expression: 'true' }],
    },
    'cost',
  ],
  [
    'thousands of validations',
    'validating',
    { validations: many(6_000, (i) => ({ expression: `object.metadata.name != "n${i}"` })) },
    'created',
  ],
  [
    'one long expression',
    'validating',
    { validations: [{ expression: many(2_500, (i) => `object.metadata.name != "n${i}"`).join(' && ') }] },
    'created',
  ],
  [
    'a patch that shares values',
    'mutating',
    {
      mutations: [
        mutation(
          `Object{data: {"a": string(${shared}.size())}, metadata: Object.metadata{annotations: dyn({"a": ${shared}})}}`,
        ),
      ],
    },
    'denied request',
  ],
  [
    'expensive mutations',
    'mutating',
    { mutations: many(50, (i) => mutation(`Object{data: {"k${i}": string(${heavy})}}`)) },
    'denied request',
  ],
];

const platform = process.platform === 'linux' ? describe : describe.skip;

platform('while a policy that is made to be slow is evaluated', () => {
  let cluster: Cluster;
  let curl: Curl;
  let unit: number;
  beforeAll(async () => {
    unit = workUnit();
    // Without the supervising parent, the process is the server itself.
    cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory', '--no-restart'] }).up();
    curl = await curlAs(cluster, { certificate: true });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  async function send(method: string, path: string, object: object): Promise<{ status: number; text: string }> {
    const file = join(cluster.directory, 'request');
    writeFileSync(file, JSON.stringify(object));
    return curl(path, '-X', method, '-H', 'content-type: application/json', '--data-binary', `@${file}`);
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

  afterEach(async () => {
    for (const kind of ['validating', 'mutating']) {
      await send('DELETE', `${group}/${kind}admissionpolicybindings/slow`, {});
      await send('DELETE', `${group}/${kind}admissionpolicies/slow`, {});
    }
    await send('DELETE', '/api/v1/namespaces/default/configmaps/victim', {});
  });

  it.each(policies)('others are answered: %s', async (_, kind, spec, answer) => {
    const more = kind === 'mutating' ? { reinvocationPolicy: 'IfNeeded' } : {};
    const policy = {
      metadata: { name: 'slow' },
      spec: { matchConstraints: { resourceRules: rules }, ...more, ...spec },
    };
    const actions = kind === 'mutating' ? {} : { validationActions: ['Deny'] };
    const binding = { metadata: { name: 'slow' }, spec: { policyName: 'slow', ...actions } };
    let text = '';
    const longest = await longestWait(async () => {
      const created = await send('POST', `${group}/${kind}admissionpolicies`, policy);
      expect(created.status, created.text.slice(0, 200)).toBe(201);
      expect((await send('POST', `${group}/${kind}admissionpolicybindings`, binding)).status).toBe(201);
      const victim = { metadata: { name: 'victim' }, data: {} };
      const answered = await send('POST', '/api/v1/namespaces/default/configmaps', victim);
      text = answered.status === 201 ? 'created' : answered.text.slice(0, 1_000);
    });
    expect(text).toContain(answer);
    // A request waits for several steps of the handshake, each after the work that is queued.
    expect(longest / unit).toBeLessThan(15);
  });
});
