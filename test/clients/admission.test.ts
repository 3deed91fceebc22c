/** Admission plugins as users of kubectl see them, and the options of `kubets up` that select them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, command, eventually, run } from '../harness.ts';

const configuration = `
apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    exemptions:
      namespaces: [exempt]
- name: PodNodeSelector
  path: selectors.yaml
`;
const selectors = 'podNodeSelectorPluginConfig:\n  selected: env=prod\n';

let cluster: Cluster;
beforeAll(async () => {
  cluster = new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory'] });
  writeFileSync(join(cluster.directory, 'admission.yaml'), configuration);
  writeFileSync(join(cluster.directory, 'selectors.yaml'), selectors);
  await cluster.up([
    '--enable-admission-plugins',
    'PodNodeSelector,AlwaysPullImages',
    '--disable-admission-plugins',
    'DefaultTolerationSeconds',
    '--admission-control-config-file',
    join(cluster.directory, 'admission.yaml'),
  ]);
});
afterAll(() => cluster[Symbol.asyncDispose]());

const pod = (name: string, spec: object = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'registry.example.com/i:1' }], ...spec },
  });

/** A namespace whose default service account exists. */
async function namespace(name: string): Promise<void> {
  await cluster.kubectl('create', 'namespace', name);
  await eventually(() => cluster.kubectl('-n', name, 'get', 'serviceaccount', 'default'), 'the account exists');
}
const apply = (space: string, manifest: string) => cluster.tryKubectl(['-n', space, 'apply', '-f', '-'], manifest);

describe('Pod Security', () => {
  it('warns of the pods that violate a new label, and refuses new ones', async () => {
    await namespace('web');
    for (const name of ['a', 'b']) expect((await apply('web', pod(name, { hostPID: true }))).code).toBe(0);
    const labelled = await cluster.tryKubectl([
      'label',
      'namespace',
      'web',
      'pod-security.kubernetes.io/enforce=restricted',
    ]);
    expect(labelled.code).toBe(0);
    expect(labelled.stderr.trim().split('\n')).toEqual([
      'Warning: existing pods in namespace "web" violate the new PodSecurity enforce level "restricted:latest"',
      'Warning: a (and 1 other pod): host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile',
    ]);
    const refused = await apply('web', pod('c'));
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(
        'pods "c" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)',
      ),
    ]);
    const deployed = await cluster.tryKubectl(['-n', 'web', 'create', 'deployment', 'd', '--image=i']);
    expect([deployed.code, deployed.stderr]).toEqual([
      0,
      expect.stringContaining('Warning: would violate PodSecurity "restricted:latest": '),
    ]);
  });

  it('refuses an invalid label', async () => {
    const { code, stderr } = await cluster.tryKubectl([
      'label',
      'namespace',
      'default',
      'pod-security.kubernetes.io/warn=strict',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('must be one of privileged, baseline, restricted')]);
  });

  it('exempts the namespaces of its configuration', async () => {
    await namespace('exempt');
    const labelled = await cluster.tryKubectl([
      'label',
      'namespace',
      'exempt',
      'pod-security.kubernetes.io/enforce=restricted',
    ]);
    expect(labelled.stderr).toContain('namespace "exempt" is exempt from Pod Security');
    expect((await apply('exempt', pod('a', { hostPID: true }))).code).toBe(0);
  });
});

it('LimitRange sets defaults and refuses what exceeds them', async () => {
  await namespace('limited');
  const range = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'l' },
    spec: {
      limits: [{ type: 'Container', max: { cpu: '2' }, default: { cpu: '500m' }, defaultRequest: { cpu: '100m' } }],
    },
  };
  const created = await apply('limited', JSON.stringify(range));
  expect([created.code, created.stderr]).toEqual([0, '']);
  expect(await cluster.kubectl('-n', 'limited', 'describe', 'limitrange', 'l')).toMatch(
    /Container\s+cpu\s+-\s+2\s+100m\s+500m/,
  );
  await apply('limited', pod('a'));
  const path = '{.spec.containers[0].resources}{.metadata.annotations.kubernetes\\.io/limit-ranger}';
  expect(await cluster.kubectl('-n', 'limited', 'get', 'pod', 'a', '-o', `jsonpath=${path}`)).toBe(
    '{"limits":{"cpu":"500m"},"requests":{"cpu":"100m"}}LimitRanger plugin set: cpu request for container c; cpu limit for container c',
  );
  const container = { name: 'c', image: 'i', resources: { limits: { cpu: '3' } } };
  const refused = await apply('limited', pod('b', { containers: [container] }));
  expect(refused.stderr).toContain('pods "b" is forbidden: maximum cpu usage per Container is 2, but limit is 3');
});

it('optional plugins act, disabled ones do not', async () => {
  await namespace('selected');
  await apply('selected', pod('a'));
  const path = '{.spec.containers[0].imagePullPolicy} {.spec.tolerations}';
  expect(await cluster.kubectl('-n', 'selected', 'get', 'pod', 'a', '-o', `jsonpath=${path}`)).toBe('Always ');
  const refused = await apply('selected', pod('b', { nodeSelector: { env: 'test' } }));
  expect(refused.stderr).toContain('pod node label selector labels conflict with its namespace whitelist');
});

it('the options apply to the next start, too', async () => {
  await cluster.end('SIGTERM');
  await cluster.up();
  await namespace('again');
  await apply('again', pod('a'));
  const path = '{.spec.containers[0].imagePullPolicy}';
  expect(await cluster.kubectl('-n', 'again', 'get', 'pod', 'a', '-o', `jsonpath=${path}`)).toBe('Always');
});

describe('kubets up refuses', () => {
  const up = (...flags: readonly string[]) =>
    run(command, ['up', '--name', 'never', '--data-dir', join(cluster.directory, 'never'), ...flags], {
      env: { ...cluster.env, PATH: process.env.PATH },
    });

  it('unknown plugins', async () => {
    const { code, stderr, stdout } = await up('--enable-admission-plugins', 'X', '--disable-admission-plugins', 'Y');
    expect(code).not.toBe(0);
    expect(stderr + stdout).toContain(
      'enable-admission-plugins plugin "X" is unknown, disable-admission-plugins plugin "Y" is unknown',
    );
  });

  it('a configuration that cannot be read or is invalid', async () => {
    const missing = await up('--admission-control-config-file', '/does/not/exist');
    expect(missing.code).not.toBe(0);
    expect(missing.stderr + missing.stdout).toContain('unable to read admission control configuration');
    const file = join(cluster.directory, 'invalid.yaml');
    writeFileSync(file, configuration.replace('exemptions', 'exemption'));
    const invalid = await up('--admission-control-config-file', file);
    expect(invalid.code).not.toBe(0);
    expect(invalid.stderr + invalid.stdout).toContain('unknown field "exemption"');
  });
});

it('kubets up --help lists the options', async () => {
  const { stdout } = await run(command, ['up', '--help'], { env: { ...cluster.env, PATH: process.env.PATH } });
  for (const option of ['--enable-admission-plugins', '--disable-admission-plugins', '--admission-control-config-file'])
    expect(stdout).toContain(option);
});
