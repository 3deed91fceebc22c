/** Roles that would use all memory if their rules were multiplied out. They are processed at the cost of reading them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const cluster = new Cluster({ flags: ['--runtime', 'simulated', '--nodes', '1'] });
beforeAll(async () => {
  await cluster.up();
  const resources = 'roles,rolebindings';
  await cluster.kubectl('create', 'clusterrole', 'writer', '--verb=create,update', `--resource=${resources}`);
  await cluster.kubectl('create', 'clusterrolebinding', 'eve', '--clusterrole=writer', '--user=eve');
  await eventually(
    async () => (await asEve('auth', 'can-i', 'create', 'roles')).stdout.trim() === 'yes' || undefined,
    'the effect of the binding',
  );
});
afterAll(() => cluster[Symbol.asyncDispose]());

const asEve = (...args: readonly string[]) => cluster.tryKubectl([...args, '--as=eve']);
const asEveWith = (object: object, ...args: readonly string[]) =>
  cluster.tryKubectl([...args, '--as=eve'], JSON.stringify(object));

/** CPU time of the program since its start, in clock ticks of the kernel. */
function cpuTicks(): number {
  const [, fields = ''] = readFileSync(`/proc/${cluster.pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return user + system;
}

async function ticksOf(task: () => Promise<unknown>): Promise<number> {
  const before = cpuTicks();
  for (let round = 0; round < 5; round++) await task();
  return cpuTicks() - before;
}

const many = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const role = (rules: readonly object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'huge', namespace: 'default' },
  rules,
});

describe.each<[string, readonly object[]]>([
  [
    '420 verbs, groups and resources',
    [{ verbs: many('v', 420), apiGroups: many('g', 420), resources: many('r', 420) }],
  ],
  [
    '5000 verbs, groups and resources',
    [{ verbs: many('v', 5000), apiGroups: many('g', 5000), resources: many('r', 5000) }],
  ],
  [
    'thousands of names',
    [{ verbs: many('v', 100), apiGroups: [''], resources: ['pods'], resourceNames: many('n', 20_000) }],
  ],
  [
    'thousands of rules',
    many('r', 8000).map((resource) => ({ verbs: ['get'], apiGroups: [''], resources: [resource] })),
  ],
])('RBAC with a role of %s', (_, rules) => {
  it('refuses it at little more than the cost of reading it', async () => {
    // The rules of an administrator are not compared: this is the cost of decoding, validation and the response.
    const read = await ticksOf(() =>
      cluster.kubectlWith(JSON.stringify(role(rules)), 'create', '-f', '-', '--dry-run=server'),
    );
    let said = '';
    const refused = await ticksOf(async () => {
      said = (await asEveWith(role(rules), 'create', '-f', '-')).stderr;
    });
    expect(said).toMatch(/attempting to grant (RBAC permissions not currently held|too many RBAC permissions)/);
    expect(refused).toBeLessThan(3 * read + 50);
  });
});

it('SelfSubjectRulesReview lists the rules of a user up to a limit', async () => {
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: many('n', 60_000) }];
  await cluster.kubectlWith(JSON.stringify(role(rules)), 'create', '-f', '-');
  await cluster.kubectl('create', 'rolebinding', 'huge', '--role=huge', '--user=eve');
  const { stdout, stderr } = await eventually(async () => {
    const listed = await asEve('auth', 'can-i', '--list');
    return /incomplete/.test(listed.stderr + listed.stdout) ? listed : undefined;
  }, 'the effect of the binding');
  expect(stdout + stderr).toContain('bindings of large roles are omitted');
  expect((await asEve('auth', 'can-i', 'get', 'pods/n59999')).stdout.trim()).toBe('yes');
});
