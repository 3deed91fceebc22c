/** The CNI configuration and the nftables rules of the pod network. */
import { describe, expect, it } from 'vitest';
import { bridgeName, cniConfig } from './cni-config.ts';
import { podRules, withoutPodRules } from './pod-rules.ts';

const options = { cluster: 'kubets', podCIDR: '10.244.0.0/24', ipamDirectory: '/data/ipam' };

describe('pod network', () => {
  it('bridgeName returns distinct names of at most 15 characters', () => {
    expect(bridgeName('kubets')).toBe('kubets0');
    expect(bridgeName('dev')).toBe('kubets-dev');
    expect(bridgeName('a-very-long-cluster-name')).toHaveLength(14);
    expect(bridgeName('a-very-long-cluster-name')).not.toBe(bridgeName('a-very-long-cluster-name2'));
  });

  it('cniConfig bridges pods if bridged packets pass netfilter, and routes them otherwise', () => {
    const bridged = JSON.parse(cniConfig({ ...options, bridgeNetfilter: true }));
    expect(bridged.plugins).toMatchObject([{ type: 'bridge', bridge: 'kubets0', hairpinMode: true }]);
    expect(bridged.plugins[0].ipam.ranges).toEqual([[{ subnet: '10.244.0.0/24' }]]);
    const routed = JSON.parse(cniConfig({ ...options, bridgeNetfilter: false }));
    expect(routed.plugins).toMatchObject([{ type: 'ptp' }]);
  });

  it('podRules maps host ports for forwarded and for local traffic, and ignores invalid addresses', () => {
    const rules = podRules('kubets', '10.244.0.0/24', '10.244.0.0/16', [
      { protocol: 'TCP', hostIP: '', hostPort: 8080, podIP: '10.244.0.7', containerPort: 80 },
      { protocol: 'UDP', hostIP: '192.0.2.1', hostPort: 53, podIP: '10.244.0.8', containerPort: 5353 },
      { protocol: 'TCP', hostIP: '', hostPort: 1, podIP: '} flush ruleset', containerPort: 1 },
    ]);
    expect(rules.match(/tcp dport 8080 dnat to 10.244.0.7:80/g)).toHaveLength(2);
    expect(rules).toContain('ip daddr 192.0.2.1 udp dport 53 dnat to 10.244.0.8:5353');
    expect(rules).toContain('ip saddr 10.244.0.0/24 ip daddr != 10.244.0.0/16');
    expect(rules).not.toContain('flush ruleset');
    expect(withoutPodRules('kubets')).toContain('delete table ip kubets-pods-kubets');
  });
});
