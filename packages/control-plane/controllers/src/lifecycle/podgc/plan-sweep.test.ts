/** Which pods the pod garbage collector deletes. */
import type { Node, Pod } from '@kubets/api';
import { formatTime } from '@kubets/machinery/time';
import { describe, expect, it } from 'vitest';
import { absentNodes, outOfServiceTerminating, surplusTerminated, unscheduledTerminating } from './plan-sweep.ts';

const now = Date.UTC(2026, 0, 2);

describe('plan-sweep', () => {
  const pod = (
    name: string,
    more: { phase?: 'Succeeded' | 'Running'; node?: string; deleted?: boolean; created?: number; reason?: string } = {},
  ): Pod => ({
    metadata: {
      name,
      creationTimestamp: formatTime(now + (more.created ?? 0) * 1000),
      ...(more.deleted ? { deletionTimestamp: formatTime(now) } : {}),
    },
    spec: { containers: [], ...(more.node === undefined ? {} : { nodeName: more.node }) },
    status: { phase: more.phase ?? 'Running', ...(more.reason === undefined ? {} : { reason: more.reason }) },
  });
  const names = (swept: readonly { readonly pod: Pod }[]) => swept.map((each) => each.pod.metadata?.name);

  it('surplusTerminated returns the oldest finished pods beyond the threshold, evicted ones first', () => {
    const ended = [
      pod('new', { phase: 'Succeeded', created: 5 }),
      pod('old', { phase: 'Succeeded', created: 1 }),
      pod('evicted', { phase: 'Succeeded', created: 9, reason: 'Evicted' }),
      pod('lives'),
    ];
    expect(names(surplusTerminated(ended, 1))).toEqual(['evicted', 'old']);
    expect(surplusTerminated(ended, 0)).toEqual([]);
  });

  it('finds unscheduled terminating pods, pods of nodes that are out of service, and absent nodes', () => {
    const dead: Node = {
      metadata: { name: 'd' },
      spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] },
    };
    const all = [
      pod('a', { deleted: true }),
      pod('b', { deleted: true, node: 'd' }),
      pod('c', { node: 'lost' }),
      pod('d'),
    ];
    expect(names(unscheduledTerminating(all))).toEqual(['a']);
    expect(names(outOfServiceTerminating(all, (name) => (name === 'd' ? dead : undefined)))).toEqual(['b']);
    expect([...absentNodes(all, (name) => name === 'd')]).toEqual(['lost']);
  });
});
