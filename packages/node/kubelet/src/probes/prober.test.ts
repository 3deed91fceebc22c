/** The prober continues after a probe that fails unexpectedly. */
import type { Pod } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { testContainer } from '../pod/testing.ts';
import { createProber } from './prober.ts';

const instance = testContainer('c', { id: 'i', startedAt: 0 });

it('createProber: continues to probe after a probe that threw', async () => {
  const clock = new VirtualClock();
  const readinessProbe = { httpGet: { port: 80 }, periodSeconds: 10, failureThreshold: 1 };
  const pod: Pod = { metadata: { uid: 'u' }, spec: { containers: [{ name: 'c', readinessProbe }] } };
  let asked = 0;
  const prober = createProber({
    clock,
    random: seededRandom(1),
    log: silentLogger,
    network: {
      http: async () => {
        if (++asked === 2) throw new TypeError('Invalid URL');
        return { status: asked < 2 ? 200 : 500, body: '' };
      },
      tcp: async () => undefined,
      grpc: async () => 'SERVING',
    },
    runtime: { execSync: async () => ({ exitCode: 0, stdout: new Uint8Array(), stderr: new Uint8Array() }) },
    unhealthy: () => undefined,
    resultChanged: () => undefined,
  });
  prober.observe(pod, { sandboxes: [], containers: [instance] }, '10.0.0.1');
  await clock.advance(1000);
  expect(prober.result('readiness', 'i')).toBe('success');
  await clock.advance(30_000);
  expect(asked).toBeGreaterThan(2);
  expect(prober.result('readiness', 'i')).toBe('failure');
  prober.stop('u');
});
