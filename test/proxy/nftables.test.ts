/** The rules against the real kernel, in a network namespace of their own. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeCommands, type Ruleset, replaceCommands } from '../../packages/proxy/src/ruleset.ts';
import type { ServicePortPlan } from '../../packages/proxy/src/service-ports.ts';
import { serviceRuleset } from '../../packages/proxy/src/service-rules.ts';

const namespace = `kubets-proxy-${process.pid}`;
const table = 'ip kubets-test';
const possible =
  process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0 && spawnSync('nft', ['-v']).status === 0;
if (!possible) console.log('skipped: nftables tests need root, ip and nft');

const inside = (command: string, ...args: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, command, ...args], { encoding: 'utf8', timeout: 20_000 });
const apply = (script: string): string =>
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: script, encoding: 'utf8' });

/** Answers every TCP connection with the address it was reached at, and every datagram too. */
const server = `
const net = require('node:net'), dgram = require('node:dgram');
net.createServer((socket) => socket.end(socket.localAddress)).listen(8080, '0.0.0.0', () => {
  const udp = dgram.createSocket('udp4');
  udp.bind(8080, '10.1.0.1', () => console.log('up'));
});`;

/** One connection; the answer, or the error's code. */
const ask = (address: string, port: number): string =>
  inside(
    process.execPath,
    '-e',
    `const s=require('node:net').connect(${port},'${address}');let t='';s.setTimeout(2000,()=>{console.log('timeout');process.exit()});
     s.on('data',d=>t+=d);s.on('end',()=>console.log(t));s.on('error',e=>console.log(e.code))`,
  ).trim();

const port = (more: Partial<ServicePortPlan> = {}): ServicePortPlan => ({
  service: 'shop/web',
  portName: 'http',
  protocol: 'tcp',
  port: 80,
  nodePort: 30080,
  clusterIp: '10.96.0.7',
  externalIps: [],
  targets: ['10.1.0.1', '10.1.0.2'].map((ip) => ({ ip, port: 8080, local: true })),
  externalTargets: [{ ip: '10.1.0.2', port: 8080, local: true }],
  externalLocal: false,
  affinitySeconds: 0,
  ...more,
});
const rules = (...ports: readonly ServicePortPlan[]): Ruleset =>
  serviceRuleset(ports, { family: 'ip', podCidr: '10.1.0.0/16' });

describe.skipIf(!possible)('service rules in the kernel', () => {
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

  it('spreads connections to the cluster IP over all endpoints', () => {
    apply(replaceCommands(table, rules(port())));
    const seen = new Set(Array.from({ length: 24 }, () => ask('10.96.0.7', 80)));
    expect([...seen].sort()).toEqual(['10.1.0.1', '10.1.0.2']);
  });

  it('answers at the node port of every address of the node', () => {
    expect(ask('192.0.2.9', 30080)).toBe('10.1.0.2');
  });

  it('follows endpoints as they change, and refuses when there are none', () => {
    const one = rules(port({ targets: [{ ip: '10.1.0.1', port: 8080, local: true }], externalTargets: [] }));
    apply(changeCommands(table, rules(port()), one));
    expect(new Set(Array.from({ length: 8 }, () => ask('10.96.0.7', 80)))).toEqual(new Set(['10.1.0.1']));
    expect(ask('192.0.2.9', 30080)).toBe('ECONNREFUSED');
    const none = rules(port({ targets: [], externalTargets: [] }));
    apply(changeCommands(table, one, none));
    expect(ask('10.96.0.7', 80)).toBe('ECONNREFUSED');
    apply(changeCommands(table, none, rules()));
    expect(inside('nft', 'list', 'table', 'ip', 'kubets-test')).not.toContain('shop/web');
  });

  it('keeps a client with its endpoint under ClientIP affinity', () => {
    apply(replaceCommands(table, rules(port({ affinitySeconds: 60 }))));
    expect(new Set(Array.from({ length: 12 }, () => ask('10.96.0.7', 80))).size).toBe(1);
  });
});
