/** A real extension API server behind the aggregator: metrics-server, built as a Go module. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolsDirectory } from '../../scripts/test-tools.ts';
import { hostAddress } from '../extension-server.ts';
import { Cluster, run } from '../harness.ts';

const release = 'v0.8.0';
const directory = join(toolsDirectory, `metrics-server-${release}`);
const binary = join(directory, 'metrics-server');

/** Builds the program once. Returns why it cannot be built. */
async function problem(): Promise<string | undefined> {
  if (hostAddress() === undefined) return 'this machine has no address other than loopback';
  if (existsSync(binary)) return undefined;
  if ((await run('go', ['version'])).code !== 0) return 'Go is missing';
  const module = `sigs.k8s.io/metrics-server/cmd/metrics-server@${release}`;
  const built = await run('go', ['install', module], { env: { GOBIN: directory }, seconds: 600 });
  return built.code === 0 ? undefined : `the module cannot be built: ${built.stderr.trim().split('\n').at(-1)}`;
}

const skip = await problem();
if (skip !== undefined) console.log(`skipped: ${skip}`);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe.skipIf(skip !== undefined)('metrics-server', () => {
  const cluster = new Cluster({ flags: ['--runtime', 'simulated'] });
  let server: ChildProcess;
  const host = hostAddress() ?? '';

  beforeAll(async () => {
    await cluster.up();
    const port = await freePort();
    const kubeconfigs = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
    server = spawn(
      binary,
      [
        ...kubeconfigs.map((flag) => `--${flag}=${cluster.kubeconfig}`),
        ...[`--secure-port=${port}`, `--bind-address=${host}`, `--cert-dir=${join(cluster.directory, 'metrics')}`],
        '--kubelet-insecure-tls',
      ],
      { stdio: 'ignore' },
    );
    server.on('error', () => undefined);
    const metadata = { name: 'metrics-server', namespace: 'kube-system' };
    const items = [
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'https', port: 443 }] } },
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'metrics-server' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: [host] }],
        ports: [{ name: 'https', port, protocol: 'TCP' }],
      },
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1beta1.metrics.k8s.io' },
        spec: {
          ...{ group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
          ...{ insecureSkipTLSVerify: true, service: metadata },
        },
      },
    ];
    await cluster.kubectlWith(JSON.stringify({ kind: 'List', apiVersion: 'v1', items }), 'apply', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Available', 'apiservice/v1beta1.metrics.k8s.io', '--timeout=60s');
  });
  afterAll(async () => {
    server?.kill('SIGKILL');
    await cluster[Symbol.asyncDispose]();
  });

  it('is found by kubectl', async () => {
    expect(await cluster.kubectl('api-resources', '--api-group=metrics.k8s.io')).toMatch(
      /^nodes +metrics.k8s.io\/v1beta1 +false +NodeMetrics\npods +metrics.k8s.io\/v1beta1 +true +PodMetrics$/m,
    );
  });

  it('trusts the front proxy, and knows the user', async () => {
    const list = await cluster.json<{ kind: string; items: unknown[] }>('get', 'pods.metrics.k8s.io', '-A');
    expect(list).toMatchObject({ kind: 'List', items: [] });
    const refused = await cluster.tryKubectl(['get', 'pods.metrics.k8s.io', '-A', '--as=jane']);
    expect(refused.stderr).toContain('User "jane" cannot list resource "pods" in API group "metrics.k8s.io"');
  });

  it('does not stop the deletion of namespaces', async () => {
    await cluster.kubectl('create', 'namespace', 'short');
    await cluster.kubectl('delete', 'namespace', 'short', '--timeout=30s');
  });
});
