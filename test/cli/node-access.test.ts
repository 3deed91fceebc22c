/** Tokens and addresses that pods receive, and image archives that are loaded or refused. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImages } from '../../examples/shop/images/build.ts';
import { Cluster, program, type Ran, remains } from '../harness.ts';
import { complaint } from './command.ts';
import { clusterIp, loadTools, needsContainers } from './containers.ts';
import { curlAs } from './raw-request.ts';

const why = needsContainers('images and access from inside pods');
const mount = '/var/run/secrets/kubernetes.io/serviceaccount';

describe.skipIf(why !== undefined)('on a node with real containers', () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'cri'] }).up();
  });
  afterAll(async () => {
    await cluster?.[Symbol.asyncDispose]();
    if (cluster) expect(remains(cluster)).toEqual([]);
  });

  const load = (file: string): Promise<Ran> =>
    cluster.run(process.execPath, [program, 'image', 'load', file, '--name', cluster.name]);

  it.each([
    ['is not there', () => undefined, ': no such file'],
    ['is empty', (file: string) => writeFileSync(file, ''), ''],
    ['is junk', (file: string) => writeFileSync(file, Buffer.alloc(100_000, 'junk')), ''],
    ['is a folder', (file: string) => mkdirSync(file), ''],
    [
      'ends in the middle',
      (file: string) => {
        const whole = readFileSync(buildImages(['tools'])[0] ?? '');
        writeFileSync(file, whole.subarray(0, Math.floor(whole.length / 2)));
      },
      '',
    ],
  ])('an archive that %s is refused in one line', async (what, make, message) => {
    const file = join(cluster.directory, `${what.replaceAll(' ', '-')}.tar`);
    make(file);
    const ran = await load(file);
    expect(ran.code).toBe(1);
    expect(complaint(ran)).toMatch(/^error: [^\n]*$/);
    expect(complaint(ran)).toContain(message);
    expect(complaint(ran)).toContain(file);
    expect(await cluster.kubets('image', 'list')).not.toContain('shop');
  });

  it('an archive can be loaded repeatedly, and is listed with its size', async () => {
    expect(await cluster.kubets('image', 'list')).toMatch(/^IMAGE +ID +SIZE\n.*pause.*\n$/);
    await loadTools(cluster);
    await loadTools(cluster);
    const listed = (await cluster.kubets('image', 'list')).split('\n').filter((line) => line.includes('shop/tools'));
    expect(listed).toHaveLength(1);
    expect(listed[0]).toMatch(/^kubets\.local\/shop\/tools:1 +[0-9a-f]{13} +\d+(\.\d)?MB$/);
  });

  it("a pod's ServiceAccount has its RBAC permissions, at the address in the pod's environment", async () => {
    const pod = {
      name: 'main',
      image: 'kubets.local/shop/api:1',
      command: ['sleep', '3600'],
      env: [{ name: 'NODE_EXTRA_CA_CERTS', value: `${mount}/ca.crt` }],
    };
    await cluster.kubets('image', 'load', ...buildImages(['api-1']));
    await cluster.kubectl('create', 'serviceaccount', 'reader');
    await cluster.kubectl('create', 'role', 'reader', '--verb=list', '--resource=pods');
    await cluster.kubectl('create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=default:reader');
    await cluster.kubectlWith(
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'inside' },
        spec: { serviceAccountName: 'reader', terminationGracePeriodSeconds: 0, containers: [pod] },
      }),
      ...['apply', '-f', '-'],
    );
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/inside', '--timeout=60s');
    const inside = (script: string): Promise<string> => cluster.kubectl('exec', 'inside', '--', 'sh', '-c', script);
    const address = await clusterIp(cluster, 'kubernetes');
    expect(await inside('echo $KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT')).toBe(`${address}:443\n`);
    expect(await inside(`cat ${mount}/namespace`)).toBe('default');
    expect(await inside(`cat ${mount}/ca.crt`)).toContain('BEGIN CERTIFICATE');
    // An ordinary client: it trusts the mounted authority, and the certificate must match the address.
    const get = async (path: string): Promise<{ readonly status: number; readonly text: string }> => {
      const script = `const token = require('fs').readFileSync('${mount}/token', 'utf8');
        fetch('https://' + process.env.KUBERNETES_SERVICE_HOST + '${path}', { headers: { authorization: 'Bearer ' + token } })
          .then(async (r) => console.log(JSON.stringify({ status: r.status, text: await r.text() })));`;
      return JSON.parse(await cluster.kubectl('exec', 'inside', '--', 'node', '-e', script));
    };
    const list = await get('/api/v1/namespaces/default/pods');
    expect(list.status, list.text).toBe(200);
    expect(JSON.parse(list.text).items[0].metadata.name).toBe('inside');
    expect((await get('/api/v1/namespaces/default/secrets')).status).toBe(403);

    const token = await inside(`cat ${mount}/token`);
    const outside = await curlAs(cluster, { token }, `https://${address}`);
    expect((await outside('/api/v1/namespaces/default/pods')).status).toBe(200);
    const refused = await outside('/api/v1/namespaces/default/secrets');
    expect(JSON.parse(refused.text).message).toBe(
      'secrets is forbidden: User "system:serviceaccount:default:reader" cannot list resource "secrets" in API group "" in the namespace "default"',
    );
    // The token is bound to its pod and becomes invalid with it.
    await cluster.kubectl('delete', 'pod', 'inside', '--wait=true', '--timeout=60s');
    expect((await outside('/api/v1/namespaces/default/pods')).status).toBe(401);
  });
});

describe('on simulated nodes', () => {
  it('images are refused with the reason', async () => {
    await using cluster = await new Cluster({ flags: ['--runtime', 'simulated'] }).up();
    const ran = await cluster.run(process.execPath, [program, 'image', 'list', '--name', cluster.name]);
    expect([ran.code, complaint(ran)]).toEqual([
      1,
      `error: cluster ${cluster.name} has only simulated nodes, which have no images: start it with --runtime cri to run real containers`,
    ]);
  });
});
