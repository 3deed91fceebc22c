/**
 * A pod connects to other ports of a cluster IP and to unallocated addresses of the Service range. None of these packets may leave
 * the node. The test uses two network namespaces: one for the pod, and one for the node that routes its packets.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceCommands } from '../../packages/node/node-network/src/proxy/ruleset.ts';
import { buildServicePorts } from '../../packages/node/node-network/src/proxy/service-ports.ts';
import { serviceRuleset } from '../../packages/node/node-network/src/proxy/service-rules.ts';

const node = `kubets-range-node-${process.pid}`;
const pod = `kubets-range-pod-${process.pid}`;
const possible =
  process.getuid?.() === 0 && spawnSync('ip', ['netns', 'list']).status === 0 && spawnSync('nft', ['-v']).status === 0;
if (!possible) console.log('skipped: nftables tests need root, ip and nft');

const inside = (namespace: string, ...command: readonly string[]): string =>
  execFileSync('ip', ['netns', 'exec', namespace, ...command], { encoding: 'utf8', timeout: 20_000 });
const apply = (script: string): string =>
  execFileSync('ip', ['netns', 'exec', node, 'nft', '-f', '-'], { input: script, encoding: 'utf8' });

const client = `const [protocol, address, port] = process.argv.slice(1);
if (protocol === 'udp') {
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('error', (error) => { console.log(error.code); process.exit(); });
  socket.connect(Number(port), address, () => socket.send('x'));
  setTimeout(() => { console.log('timeout'); process.exit(); }, 1000);
} else {
  const socket = require('node:net').connect(Number(port), address);
  socket.setTimeout(1000, () => { console.log('timeout'); process.exit(); });
  socket.on('connect', () => { console.log('connected'); process.exit(); });
  socket.on('error', (error) => console.log(error.code));
}`;
/** The result of a connection from the pod. */
const dial = (protocol: string, address: string, port: number): string =>
  inside(pod, process.execPath, '-e', client, protocol, address, String(port)).trim();

/** Counts packets to the Service range that would leave the node by its default route. */
const left = (): number =>
  Number(/packets (\d+)/.exec(inside(node, 'nft', 'list', 'table', 'ip', 'probe'))?.[1] ?? Number.NaN);

const service = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    clusterIP: '10.96.0.7',
    clusterIPs: ['10.96.0.7'],
    ports: [{ port: 80 }, { name: 'u', port: 53, protocol: 'UDP' as const }],
  },
};
const install = (serviceCidrs: readonly string[], services: readonly (typeof service)[]): void => {
  const options = { family: 'ip', podCidr: '10.1.0.0/16', serviceCidrs, nodeIp: '192.0.2.9' } as const;
  apply(replaceCommands('ip kubets-test', serviceRuleset(buildServicePorts(services, [], 'n'), options)));
};

describe.skipIf(!possible)('Service range, from a pod', () => {
  beforeAll(() => {
    for (const each of [node, pod]) {
      execFileSync('ip', ['netns', 'add', each]);
      inside(each, 'ip', 'link', 'set', 'lo', 'up');
    }
    inside(node, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    inside(node, 'ip', 'link', 'add', 'pod0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', pod);
    inside(node, 'ip', 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'world');
    for (const [where, device, address] of [
      [node, 'pod0', '10.1.0.1/24'],
      [pod, 'eth0', '10.1.0.2/24'],
      [node, 'uplink', '192.0.2.9/24'],
    ] as const) {
      inside(where, 'ip', 'addr', 'add', address, 'dev', device);
      inside(where, 'ip', 'link', 'set', device, 'up');
    }
    inside(node, 'ip', 'link', 'set', 'world', 'up');
    inside(pod, 'ip', 'route', 'add', 'default', 'via', '10.1.0.1');
    inside(node, 'ip', 'route', 'add', 'default', 'dev', 'uplink');
    apply(`add table ip probe
add chain ip probe leaving { type filter hook postrouting priority 300 ; }
add rule ip probe leaving oifname uplink ip daddr 10.96.0.0/16 counter`);
  });

  afterAll(() => {
    for (const each of [pod, node]) spawnSync('ip', ['netns', 'delete', each]);
  });

  it('without rules, packets leave by the default route (shows that the other tests can fail)', () => {
    install([], []);
    dial('tcp', '10.96.0.8', 80);
    dial('udp', '10.96.0.8', 53);
    expect(left()).toBeGreaterThan(1);
  });

  it.each([
    ['a port that the cluster IP does not have', 'tcp', '10.96.0.7', 81, 'ECONNREFUSED'],
    ['a UDP port that the cluster IP does not have', 'udp', '10.96.0.7', 54, 'ECONNREFUSED'],
    ['a TCP port that the cluster IP has for UDP only', 'tcp', '10.96.0.7', 53, 'ECONNREFUSED'],
    ['a port of a Service without endpoints', 'tcp', '10.96.0.7', 80, 'ECONNREFUSED'],
    ['an address that no Service has', 'tcp', '10.96.0.8', 80, 'timeout'],
    ['an address that no Service has, over UDP', 'udp', '10.96.255.254', 53, 'timeout'],
  ])('no packet leaves to %s', (_, protocol, address, port, outcome) => {
    install(['10.96.0.0/16'], [service]);
    const before = left();
    expect(dial(protocol, address, port)).toBe(outcome);
    expect(left()).toBe(before);
  });
});
