/** The proxy's rules in the kernel, in a separate network namespace. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCommands, type Ruleset, replaceCommands } from '../../packages/node/node-network/src/proxy/ruleset.ts';
import type { ServicePortInfo } from '../../packages/node/node-network/src/proxy/service-ports.ts';
import { serviceRuleset } from '../../packages/node/node-network/src/proxy/service-rules.ts';

const namespace = `kubets-proxy-${process.pid}`;
const table = 'ip kubets-test';
const possible =
  process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0 && spawnSync('nft', ['-v']).status === 0;
if (!possible) console.log('skipped: nftables tests need root, ip and nft');

const inside = (command: string, ...args: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, command, ...args], { encoding: 'utf8', timeout: 20_000 });
const apply = (script: string): string =>
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: script, encoding: 'utf8' });

/** Answers every TCP connection and datagram with the address at which it was received. */
const server = `
const net = require('node:net'), dgram = require('node:dgram');
net.createServer((socket) => socket.end(socket.localAddress)).listen(8080, '0.0.0.0', () => {
  const udp = dgram.createSocket('udp4');
  udp.bind(8080, '10.1.0.1', () => console.log('up'));
});`;

/** Opens one connection. Returns the response or the error code. `from`: the client's address, where it matters. */
const ask = (address: string, port: number, from?: string): string =>
  inside(
    process.execPath,
    '-e',
    `const s=require('node:net').connect({port:${port},host:'${address}',localAddress:${JSON.stringify(from)}});let t='';s.setTimeout(2000,()=>{console.log('timeout');process.exit()});
     s.on('data',d=>t+=d);s.on('end',()=>console.log(t));s.on('error',e=>console.log(e.code))`,
  ).trim();

const port = (more: Partial<ServicePortInfo> = {}): ServicePortInfo => ({
  service: 'shop/web',
  portName: 'http',
  protocol: 'tcp',
  port: 80,
  nodePort: 30080,
  clusterIp: '10.96.0.7',
  externalIps: [],
  loadBalancerVIPs: [],
  loadBalancerSourceRanges: undefined,
  hasAnyEndpoints: true,
  internalEndpoints: ['10.1.0.1', '10.1.0.2'].map((ip) => ({ ip, port: 8080, isLocal: true })),
  externalEndpoints: [{ ip: '10.1.0.2', port: 8080, isLocal: true }],
  externalPolicyLocal: false,
  stickyMaxAgeSeconds: 0,
  ...more,
});
const rules = (...ports: readonly ServicePortInfo[]): Ruleset =>
  serviceRuleset(ports, {
    family: 'ip',
    podCidr: '10.1.0.0/16',
    serviceCidrs: ['10.96.0.0/16'],
    nodeIp: '192.0.2.9',
  });

describe.skipIf(!possible)('service proxy rules in the kernel', () => {
  let child: ReturnType<typeof spawn> | undefined;

  beforeAll(async () => {
    execFileSync('ip', ['netns', 'add', namespace]);
    inside('ip', 'link', 'set', 'lo', 'up');
    inside('ip', 'link', 'add', 'eth9', 'type', 'veth', 'peer', 'name', 'eth8');
    inside('ip', 'link', 'set', 'eth8', 'up');
    for (const address of ['10.1.0.1/32', '10.1.0.2/32', '192.0.2.9/24'])
      inside('ip', 'addr', 'add', address, 'dev', 'eth9');
    inside('ip', 'link', 'set', 'eth9', 'up');
    inside('ip', 'route', 'add', 'default', 'dev', 'eth9');
    child = spawn('ip', ['netns', 'exec', namespace, process.execPath, '-e', server], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout) await once(child.stdout, 'data');
  });

  afterAll(() => {
    child?.kill('SIGKILL');
    spawnSync('ip', ['netns', 'delete', namespace]);
  });

  it('distribute connections to the cluster IP over all endpoints', () => {
    apply(replaceCommands(table, rules(port())));
    const seen = new Set(Array.from({ length: 24 }, () => ask('10.96.0.7', 80)));
    expect([...seen].sort()).toEqual(['10.1.0.1', '10.1.0.2']);
  });

  it('accept connections to the node port on every address of the node', () => {
    expect(ask('192.0.2.9', 30080)).toBe('10.1.0.2');
  });

  it('follow changes of endpoints, and refuse connections without endpoints', () => {
    const one = rules(
      port({ internalEndpoints: [{ ip: '10.1.0.1', port: 8080, isLocal: true }], externalEndpoints: [] }),
    );
    apply(changeCommands(table, rules(port()), one));
    expect(new Set(Array.from({ length: 8 }, () => ask('10.96.0.7', 80)))).toEqual(new Set(['10.1.0.1']));
    const none = rules(port({ internalEndpoints: [], externalEndpoints: [], hasAnyEndpoints: false }));
    apply(changeCommands(table, one, none));
    expect(ask('10.96.0.7', 80)).toBe('ECONNREFUSED');
    expect(ask('192.0.2.9', 30080)).toBe('ECONNREFUSED');
    apply(changeCommands(table, none, rules()));
    expect(inside('nft', 'list', 'table', 'ip', 'kubets-test')).not.toContain('shop/web');
  });

  it('keep a client on its endpoint with ClientIP affinity', () => {
    apply(replaceCommands(table, rules(port({ stickyMaxAgeSeconds: 60 }))));
    expect(new Set(Array.from({ length: 12 }, () => ask('10.96.0.7', 80))).size).toBe(1);
  });

  it('let no packet leave the node for unknown ports of a cluster IP or unused addresses of the Service range', () => {
    // Counts packets that would leave the node, after the rules of this table.
    apply(`add table ip probe
add chain ip probe leaving { type filter hook postrouting priority 300 ; }
add rule ip probe leaving oifname eth9 ip daddr 10.96.0.0/16 counter`);
    const left = (): string => /packets (\d+)/.exec(inside('nft', 'list', 'table', 'ip', 'probe'))?.[1] ?? '';
    apply(
      replaceCommands(
        table,
        serviceRuleset([], { family: 'ip', podCidr: '10.1.0.0/16', serviceCidrs: [], nodeIp: '' }),
      ),
    );
    expect(ask('10.96.0.8', 80)).toBe('timeout');
    expect(Number(left())).toBeGreaterThan(0);
    apply(replaceCommands(table, rules(port())));
    const before = left();
    expect(ask('10.96.0.7', 81)).toBe('ECONNREFUSED');
    expect(ask('10.96.0.8', 80)).toBe('timeout');
    expect(left()).toBe(before);
    expect(ask('10.96.0.7', 80)).toMatch(/^10\.1\.0\./);
    apply('delete table ip probe');
  });

  it('accept connections to a load balancer address from its source ranges only', () => {
    const balancer = port({
      loadBalancerVIPs: ['203.0.113.1'],
      loadBalancerSourceRanges: ['192.0.2.0/24', '192.0.2.9/32'],
    });
    apply(replaceCommands(table, rules(balancer)));
    expect(ask('203.0.113.1', 80, '192.0.2.9')).toBe('10.1.0.2');
    expect(ask('203.0.113.1', 80, '10.1.0.1')).toBe('timeout');
    expect(ask('10.96.0.7', 80, '10.1.0.1')).toMatch(/^10\.1\.0\./);
    apply(changeCommands(table, rules(balancer), rules({ ...balancer, loadBalancerSourceRanges: undefined })));
    expect(ask('203.0.113.1', 80, '10.1.0.1')).toBe('10.1.0.2');
    apply(
      changeCommands(
        table,
        rules({ ...balancer, loadBalancerSourceRanges: undefined }),
        rules({ ...balancer, loadBalancerSourceRanges: [] }),
      ),
    );
    expect(ask('203.0.113.1', 80, '192.0.2.9')).toBe('timeout');
  });
});
