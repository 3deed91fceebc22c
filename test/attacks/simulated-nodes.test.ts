/** A simulated cluster opens no connections: the addresses of its nodes and pods may belong to other machines. */
import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster, eventually } from '../harness.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
if (!isRoot) console.log('skipped: only root can take the addresses of simulated nodes and pods');

const pod = `
apiVersion: v1
kind: Pod
metadata:
  name: p
  labels: { app: p }
  annotations:
    kubets.dev/logs: "one\\ntwo\\n"
    kubets.dev/exec: '{"id": "root\\n", "false": {"stderr": "no\\n", "exitCode": 4}}'
spec:
  containers: [{ name: a, image: x, ports: [{ containerPort: 80 }] }]
---
apiVersion: v1
kind: Pod
metadata: { name: silent }
spec:
  containers: [{ name: a, image: x }]
---
apiVersion: v1
kind: Service
metadata: { name: s }
spec:
  selector: { app: p }
  ports: [{ port: 80 }]
`;

describe.skipIf(!isRoot)('simulated cluster', () => {
  let cluster: Cluster;
  const addresses: string[] = [];
  const servers: Server[] = [];
  const dialled: string[] = [];

  /** Listens on the address and records every connection. */
  const occupy = async (address: string, ports: readonly number[]): Promise<void> => {
    execFileSync('ip', ['addr', 'add', `${address}/32`, 'dev', 'lo']);
    addresses.push(address);
    for (const port of ports) {
      const server = createServer((socket) => {
        dialled.push(`${address}:${port}`);
        socket.destroy();
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(port, address, resolve));
    }
  };

  beforeAll(async () => {
    cluster = await new Cluster({ flags: ['--runtime', 'simulated', '--store', 'memory'] }).up();
    await cluster.kubectlWith(pod, 'apply', '-f', '-');
    await cluster.kubectl('wait', '--for=condition=Ready', 'pod/p', 'pod/silent', '--timeout=60s');
    const ip = (kind: string, name: string, path: string) =>
      cluster.kubectl('get', kind, name, '-o', `jsonpath=${path}`);
    await occupy(await ip('node', 'simulated-0', '{.status.addresses[0].address}'), [22, 10_250]);
    await occupy(await ip('pod', 'p', '{.status.podIP}'), [80]);
    const endpoints = () => ip('endpoints', 's', '{.subsets[*].addresses[*].ip}');
    await eventually(async () => (await endpoints()) || undefined, 'endpoints');
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    for (const address of addresses) execFileSync('ip', ['addr', 'del', `${address}/32`, 'dev', 'lo']);
    await cluster?.[Symbol.asyncDispose]();
  });

  it('answers logs and exec from a script', async () => {
    expect(await cluster.kubectl('logs', 'p')).toBe('one\ntwo\n');
    expect(await cluster.kubectl('logs', 'p', '--tail=1')).toBe('two\n');
    expect(await cluster.kubectl('exec', 'p', '--', 'id')).toBe('root\n');
    const failed = await cluster.tryKubectl(['exec', 'p', '--', 'false']);
    expect([failed.code, failed.stderr]).toEqual([4, expect.stringMatching(/^no\ncommand terminated with .*4/)]);
    expect(dialled).toEqual([]);
  });

  it.each([
    [['logs', 'silent']],
    [['exec', 'silent', '--', 'id']],
    [['attach', 'silent']],
    [['port-forward', 'silent', ':80']],
    [['get', '--raw', '/api/v1/nodes/simulated-0/proxy/metrics']],
    [['get', '--raw', '/api/v1/nodes/simulated-0:22/proxy/']],
    [['get', '--raw', '/api/v1/namespaces/default/pods/p/proxy/']],
    [['get', '--raw', '/api/v1/namespaces/default/pods/p:80/proxy/x']],
    [['get', '--raw', '/api/v1/namespaces/default/services/s/proxy/']],
  ])('refuses %j without a connection', async (args) => {
    const { code, stdout, stderr } = await cluster.tryKubectl(args);
    expect(code).not.toBe(0);
    expect(stdout + stderr).toContain('node "simulated-0" is simulated');
    expect(dialled).toEqual([]);
  });
});
