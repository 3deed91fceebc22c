/** Follows the steps of CONTRIBUTING.md for a new controller, in a copy of the working tree. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster, eventually, run } from '../harness.ts';
import { applyStep, commandsOf, copyTree, sectionOf, stepsOf } from './steps.ts';

const root = resolve(import.meta.dirname, '../..');
let copy: string;
let section: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'kubets-contributing-'));
  await copyTree(root, copy);
  section = sectionOf(await readFile(join(copy, 'CONTRIBUTING.md'), 'utf8'), '### Add a controller');
});

afterAll(() => rm(copy, { recursive: true, force: true }));

it('CONTRIBUTING.md contains the steps and the commands', () => {
  expect(
    stepsOf(section).map(({ type, path }) => `${type} ${path.replace('packages/control-plane/controllers/src', '…')}`),
  ).toEqual([
    'file …/lifecycle/greeting/plan-greeting.ts',
    'file …/lifecycle/greeting/plan-greeting.test.ts',
    'file …/lifecycle/greeting/controller.ts',
    'change …/lifecycle/index.ts',
    'file packages/apps/cluster/src/greeting.test.ts',
  ]);
  expect(commandsOf(section).map(([program, , what]) => `${program} ${what}`)).toEqual([
    'npm test:unit',
    'npm test:unit',
    'npm check',
  ]);
});

it('the commands of CONTRIBUTING.md succeed after the steps', async () => {
  for (const step of stepsOf(section)) await applyStep(copy, step);
  const env = { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
  for (const [program = '', ...args] of commandsOf(section)) {
    const { code, stdout, stderr } = await run(program, args, { cwd: copy, env, seconds: 240 });
    expect(code, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0);
  }
});

it('the new controller runs in a cluster with its own identity, and kubets status lists it', async () => {
  const program = join(copy, 'packages/apps/kubets/src/platform/main.ts');
  await using cluster = await new Cluster({ program, flags: ['--runtime', 'simulated'] }).up();
  await cluster.kubectl('create', 'namespace', 'web');
  const text = await eventually(
    () => cluster.kubectl('get', 'configmap', 'greeting', '-n', 'web', '-o', 'jsonpath={.data.text}'),
    'the greeting of the namespace',
  );
  expect(text).toBe('Welcome to web.');
  expect(await cluster.kubets('status')).toMatch(/^ {4}greeting +Running$/m);
  const account = 'system:serviceaccount:kube-system:greeting-controller';
  expect(await cluster.kubectl('auth', 'can-i', 'create', 'configmaps', '--as', account)).toBe('yes\n');
  const { stdout } = await cluster.tryKubectl(['auth', 'can-i', 'delete', 'configmaps', '--as', account]);
  expect(stdout).toBe('no\n');
});
