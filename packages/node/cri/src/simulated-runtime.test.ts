/** The simulated runtime against the conformance kit of container runtimes. */
import { seededRandom, VirtualClock } from '@kubets/base';
import { describe, it } from 'vitest';
import { runtimeConformance } from './conformance/runtime-conformance.ts';
import { createSimulatedRuntime } from './simulated-runtime.ts';

describe('the simulated runtime', () => {
  it.each(runtimeConformance)('$name', async ({ run }) => {
    const runtime = createSimulatedRuntime({ clock: new VirtualClock(), random: seededRandom(1) });
    await runtime.pullImage('sleeper:1', undefined, undefined);
    let count = 0;
    await run({
      runtime,
      image: 'sleeper:1',
      command: ['sleep'],
      logDirectory: '/logs',
      cgroupParent: '/c',
      uid: () => `u${count++}`,
    });
  });
});
