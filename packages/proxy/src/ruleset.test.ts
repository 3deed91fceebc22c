/** What a change of Services writes, and that nothing is written where nothing changed. */
import { describe, expect, it } from 'vitest';
import { changeCommands, replaceCommands } from './ruleset.ts';
import type { ServicePortPlan } from './service-ports.ts';
import { serviceRuleset } from './service-rules.ts';
import { staleFlows } from './stale-flows.ts';

const options = { family: 'ip', podCidr: '10.244.0.0/16' } as const;

const port = (more: Partial<ServicePortPlan> = {}): ServicePortPlan => ({
  service: 'shop/web',
  portName: 'http',
  protocol: 'tcp',
  port: 80,
  nodePort: 0,
  clusterIp: '10.96.0.7',
  externalIps: [],
  targets: [{ ip: '10.244.0.5', port: 8080, local: true }],
  externalTargets: [],
  externalLocal: false,
  affinitySeconds: 0,
  ...more,
});

const change = (before: readonly ServicePortPlan[], after: readonly ServicePortPlan[]): string[] =>
  changeCommands('ip t', serviceRuleset(before, options), serviceRuleset(after, options))
    .split('\n')
    .filter((line) => line !== '');

describe('changeCommands', () => {
  it('writes nothing when nothing changed', () => {
    expect(change([port()], [port()])).toEqual([]);
  });

  it('touches only the Service that changed', () => {
    const other = port({ service: 'shop/db', clusterIp: '10.96.0.9' });
    const lines = change(
      [port(), other],
      [port({ targets: [...port().targets, { ip: '10.244.0.6', port: 8080, local: true }] }), other],
    );
    expect(lines.some((line) => line.includes('shop/db'))).toBe(false);
    expect(lines.filter((line) => line.startsWith('add chain'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('numgen random mod 2'))).toBe(true);
  });

  it('declares chains before rules name them, and removes elements before the chains they name', () => {
    const added = change([], [port()]);
    const first = (test: (line: string) => boolean): number => added.findIndex(test);
    expect(first((line) => line.startsWith('add chain'))).toBeLessThan(first((line) => line.startsWith('add rule')));
    const removed = change([port()], []);
    expect(removed[0]).toMatch(/^delete element ip t service-ips/);
    expect(removed.at(-1)).toMatch(/^delete chain/);
  });

  it('rejects at once where a Service has no endpoint', () => {
    const lines = change([], [port({ targets: [] })]);
    expect(lines).toContain('add element ip t no-endpoint-services { 10.96.0.7 . tcp . 80 : goto reject-chain }');
    expect(lines.some((line) => line.includes('@service-ips'))).toBe(false);
  });

  it('drops external traffic under a Local policy when only other nodes have endpoints', () => {
    const lines = change([], [port({ nodePort: 30080, externalLocal: true })]);
    expect(lines).toContain('add element ip t no-endpoint-nodeports { tcp . 30080 : drop }');
  });

  it('starts a table from nothing whatever stood there', () => {
    expect(replaceCommands('ip t', serviceRuleset([], options)).split('\n').slice(0, 3)).toEqual([
      'add table ip t',
      'delete table ip t',
      'add table ip t',
    ]);
  });
});

describe('staleFlows', () => {
  const dns = port({ protocol: 'udp', port: 53, nodePort: 30053 });

  it('forgets UDP flows to an endpoint that is gone, by cluster IP and by node port', () => {
    expect(staleFlows([dns], [{ ...dns, targets: [] }])).toEqual([
      { clientIp: '10.96.0.7', endpointIp: '10.244.0.5', nodePort: 0 },
      { clientIp: '', endpointIp: '10.244.0.5', nodePort: 30053 },
    ]);
  });

  it('leaves TCP, and endpoints that stay, alone', () => {
    expect(staleFlows([port()], [])).toEqual([]);
    expect(staleFlows([dns], [dns])).toEqual([]);
  });
});
