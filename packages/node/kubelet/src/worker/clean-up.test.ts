/** What is taken away of a pod, and when. */
import type { Pod } from '@kubets/api';
import { errors } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../host/memory-host.ts';
import { testContainer, testSandbox } from '../pod/testing.ts';
import { type CleanerDependencies, createPodCleaner } from './clean-up.ts';
import { createPodRecord } from './pod-record.ts';

const pod: Pod = { metadata: { uid: 'u', name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'a' }] } };

function cleaner(more: Partial<CleanerDependencies> = {}) {
  const calls: string[] = [];
  const call = (name: string) => (id?: unknown) => void calls.push(`${name} ${String(id)}`);
  const later = (name: string) => async (id?: unknown) => void calls.push(`${name} ${String(id)}`);
  const host = createMemoryHost();
  const record = createPodRecord(pod, undefined, 0);
  const parts = createPodCleaner({
    runtime: {
      removeContainer: later('remove'),
      stopSandbox: later('stop sandbox'),
      removeSandbox: later('remove sandbox'),
    },
    host: {
      ...host,
      cgroups: { ...host.cgroups, remove: async (path) => void calls.push(`cgroup ${path}`) === undefined },
    },
    paths: { rootDir: '/kubelet', logDir: '/logs' },
    cgroupRoot: '/kubets',
    client: {
      delete: async (_, { name }, { gracePeriodSeconds, preconditions } = {}) => {
        calls.push(`delete ${name} ${gracePeriodSeconds} ${preconditions?.uid}`);
        return {} as never;
      },
    },
    statuses: { settled: later('settled'), forget: call('forget status') },
    restarts: { forget: call('forget restarts') },
    images: { forget: call('forget images') },
    allocations: { forget: call('forget allocations') },
    ...more,
  });
  return { parts, calls, host, record };
}

describe('cleanUp', () => {
  it('removes directory and cgroup, and forgets what was known of the pod', async () => {
    const { parts, calls, host, record } = cleaner();
    await host.files.makeDirectory('/kubelet/pods/u/volumes', 0o755);
    await host.files.makeDirectory('/kubelet/pods/other', 0o755);
    expect(await parts.cleanUp(record)).toBe(true);
    expect(await host.files.list('/kubelet/pods')).toEqual(['other']);
    expect(calls).toEqual([
      'cgroup /kubets/kubepods/besteffort/podu',
      'forget restarts u/',
      'forget images u',
      'forget allocations u',
    ]);
  });

  it('says that the cgroup is still in use', async () => {
    const host = createMemoryHost();
    const { parts, record } = cleaner({ host: { ...host, cgroups: { ...host.cgroups, remove: async () => false } } });
    expect(await parts.cleanUp(record)).toBe(false);
  });
});

describe('deleteObject', () => {
  it('waits for the last status, and deletes only the object of this uid', async () => {
    const { parts, calls, record } = cleaner();
    await parts.deleteObject(record);
    expect(calls).toEqual(['settled u', 'delete web 0 u']);
  });

  it.each([
    ['is gone', errors.notFound({ group: '', resource: 'pods' }, 'web'), undefined],
    ['is another one', errors.conflict({ group: '', resource: 'pods' }, 'web', 'Precondition failed: UID'), undefined],
    ['is out of reach', new Error('connection refused'), 'connection refused'],
  ])('an object that %s', async (_, error, wanted) => {
    const { parts, record } = cleaner({ client: { delete: () => Promise.reject(error) } });
    const outcome = await parts.deleteObject(record).then(
      () => undefined,
      (rejected: Error) => rejected.message,
    );
    expect(outcome).toBe(wanted);
  });
});

describe('removeRemains', () => {
  it('removes containers before their sandboxes, then the logs', async () => {
    const { parts, calls, host, record } = cleaner();
    record.observed = { sandboxes: [testSandbox()], containers: [testContainer('a'), testContainer('b')] };
    await host.files.makeDirectory('/logs/default_web_u/a', 0o755);
    await parts.removeRemains(record);
    expect(calls).toEqual(['remove a-0', 'remove b-0', 'stop sandbox s0', 'remove sandbox s0', 'forget status u']);
    expect(await host.files.list('/logs')).toEqual([]);
  });
});

describe('collectGarbage', () => {
  it('removes the third newest instance of a container with its log, and keeps the others', async () => {
    const { parts, calls, host, record } = cleaner();
    const instance = (id: string) =>
      testContainer('a', { id, state: 'exited', logPath: `/logs/default_web_u/a/${id}.log` });
    record.observed = { sandboxes: [testSandbox()], containers: [instance('2'), instance('1'), instance('0')] };
    record.terminationMessages.set('0', 'old').set('1', 'kept');
    await host.files.makeDirectory('/logs/default_web_u/a', 0o755);
    for (const id of ['0', '1', '2'])
      await host.files.write(`/logs/default_web_u/a/${id}.log`, new Uint8Array(), 0o644);
    await parts.collectGarbage(record);
    expect(calls).toEqual(['remove 0']);
    expect(await host.files.list('/logs/default_web_u/a')).toEqual(['1.log', '2.log']);
    expect([...record.terminationMessages.keys()]).toEqual(['1']);
  });
});
