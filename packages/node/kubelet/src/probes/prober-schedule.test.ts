/** When containers are asked, and what is told of the answers, on the virtual clock. */
import type { Container, Pod } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { type ContainerStatus, RuntimeError } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { testContainer } from '../pod/testing.ts';
import { createProber } from './prober.ts';

const instance = (id: string, more: Partial<ContainerStatus> = {}): ContainerStatus =>
  testContainer('c', { id, startedAt: 0, ...more });

/** A prober of one pod; commands `startup`, `liveness` and `readiness` end as `exit` says. */
function start(probes: Partial<Container>) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const unhealthy: string[] = [];
  const world = { resultChanged: 0, exit: new Map<string, number | 'broken'>() };
  const prober = createProber({
    clock,
    random: seededRandom(1),
    log: silentLogger,
    network: {
      http: async () => ({ status: 200, body: '' }),
      tcp: async () => undefined,
      grpc: async () => 'SERVING',
    },
    runtime: {
      execSync: async (id, [command = '']) => {
        asked.push(`${command} ${id}@${clock.monotonic() / 1000}`);
        const exitCode = world.exit.get(command) ?? 0;
        if (exitCode === 'broken') throw new RuntimeError('Unavailable', 'runtime is away');
        return { exitCode, stdout: new TextEncoder().encode('said'), stderr: new Uint8Array() };
      },
    },
    unhealthy: (_pod, container, message) => {
      unhealthy.push(`${container}: ${message}`);
    },
    resultChanged: () => {
      world.resultChanged++;
    },
  });
  const pod: Pod = { metadata: { uid: 'u' }, spec: { containers: [{ name: 'c', ...probes }] } };
  const observe = (found: ContainerStatus, seen: Pod = pod): void =>
    prober.observe(seen, { sandboxes: [], containers: [found] }, '10.0.0.1');
  return { clock, asked, unhealthy, world, prober, pod, observe, running: instance('i', { startedAt: clock.now() }) };
}

const command = (name: string, more: object = {}) => ({ exec: { command: [name] }, periodSeconds: 10, ...more });

describe('createProber', () => {
  it('Prober asks at once, then every period', async () => {
    const { clock, asked, prober, observe, running } = start({ readinessProbe: command('readiness') });
    observe(running);
    observe(running);
    await clock.advance(25_000);
    expect(asked).toEqual(['readiness i@0', 'readiness i@10', 'readiness i@20']);
    prober.stop('u');
    expect(clock.pending).toBe(0);
  });

  it('Prober counts initialDelaySeconds from the start of the container', async () => {
    const { clock, asked, prober, observe } = start({
      readinessProbe: command('readiness', { initialDelaySeconds: 7 }),
    });
    observe(instance('i', { startedAt: clock.now() - 5_000 }));
    await clock.advance(3_000);
    expect(asked).toEqual(['readiness i@2']);
    prober.stop('u');
  });

  it('Prober holds liveness and readiness back until the startup probe succeeds, and asks them at once then', async () => {
    const { clock, asked, world, prober, observe, running } = start({
      startupProbe: command('startup', { periodSeconds: 4 }),
      livenessProbe: command('liveness'),
      readinessProbe: command('readiness'),
    });
    world.exit.set('startup', 1);
    observe(running);
    await clock.advance(5_000);
    world.exit.set('startup', 0);
    await clock.advance(5_000);
    expect(asked).toEqual(['startup i@0', 'startup i@4', 'startup i@8', 'liveness i@8', 'readiness i@8']);
    await clock.advance(10_000);
    expect(asked.slice(5)).toEqual(['liveness i@18', 'readiness i@18']);
    prober.stop('u');
  });

  it('Prober tells each failure, turns the result once, and asks no more when liveness has failed', async () => {
    const { clock, asked, unhealthy, world, prober, observe, running } = start({
      livenessProbe: command('liveness', { failureThreshold: 2 }),
    });
    world.exit.set('liveness', 1);
    observe(running);
    await clock.advance(9_000);
    expect([prober.result('liveness', 'i'), world.resultChanged]).toEqual(['success', 0]);
    await clock.advance(60_000);
    expect([prober.result('liveness', 'i'), world.resultChanged]).toEqual(['failure', 1]);
    expect(asked).toEqual(['liveness i@0', 'liveness i@10']);
    expect(unhealthy).toEqual(['c: Liveness probe failed: said', 'c: Liveness probe failed: said']);
    prober.stop('u');
  });

  it('Prober asks three times where the question fails, tells it, and leaves the result as it is', async () => {
    const { clock, asked, unhealthy, world, prober, observe, running } = start({
      readinessProbe: command('readiness'),
    });
    observe(running);
    await clock.advance(0);
    world.exit.set('readiness', 'broken');
    await clock.advance(10_000);
    expect(asked.slice(1)).toEqual(['readiness i@10', 'readiness i@10', 'readiness i@10']);
    expect(unhealthy).toEqual(['c: Readiness probe errored and resulted in unknown state: runtime is away']);
    expect(prober.result('readiness', 'i')).toBe('success');
    prober.stop('u');
  });

  it('Prober begins anew with a new instance of the container', async () => {
    const { clock, asked, prober, observe, running } = start({ readinessProbe: command('readiness') });
    observe(running);
    await clock.advance(1_000);
    observe(instance('j', { startedAt: clock.now() }));
    expect([prober.result('readiness', 'i'), prober.result('readiness', 'j')]).toEqual([undefined, 'failure']);
    await clock.advance(1_000);
    expect(asked).toEqual(['readiness i@0', 'readiness j@1']);
    prober.stop('u');
  });

  it('Prober ends with the container, and leaves no timer', async () => {
    const { clock, asked, prober, observe, running } = start({ readinessProbe: command('readiness') });
    observe(running);
    await clock.advance(0);
    observe(instance('i', { state: 'exited' }));
    expect([clock.pending, prober.result('readiness', 'i')]).toEqual([0, undefined]);
    await clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it('Prober.stop ends the kinds given only', async () => {
    const { clock, asked, prober, observe, running } = start({
      livenessProbe: command('liveness'),
      readinessProbe: command('readiness'),
    });
    observe(running);
    prober.stop('other');
    prober.stop('u', ['liveness', 'startup']);
    await clock.advance(0);
    expect(asked).toEqual(['readiness i@0']);
    prober.stop('u');
    expect(clock.pending).toBe(0);
  });

  it.each<[string, string, 'success' | 'failure']>([
    ['takes readiness from the status of the same instance', 'containerd://i', 'success'],
    ['does not take it from another instance', 'containerd://other', 'failure'],
  ])('Prober of a kubelet that starts %s', (_, containerID, wanted) => {
    const { prober, pod, observe, running } = start({ readinessProbe: command('readiness') });
    const known = { name: 'c', containerID, ready: true, image: '', imageID: '', restartCount: 0 };
    observe(running, { ...pod, status: { containerStatuses: [known] } });
    expect(prober.result('readiness', 'i')).toBe(wanted);
    prober.stop('u');
  });
});
