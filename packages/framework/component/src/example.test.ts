/** Example of the package: two components, of which one requires the other, as a list. */
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import { expect, it } from 'vitest';
import { defineComponent, startComponents, untilAborted } from './index.ts';

it('starts a server after the store that it requires, and stops it first', async () => {
  const told: string[] = [];
  const component = (name: string, requires: readonly string[]) =>
    defineComponent({
      name,
      requires,
      async run({ signal, ready }) {
        told.push(`${name} starts`);
        ready();
        await untilAborted(signal);
        told.push(`${name} stops`);
      },
    });
  const connect = () => {
    throw new TypeError('these components make no calls');
  };
  const environment = { connect, clock: new VirtualClock(), random: seededRandom(1), log: silentLogger };
  const running = startComponents([component('server', ['store']), component('store', [])], environment);
  await running.started;
  expect(running.statuses().map(({ name, state }) => `${name} is ${state}`)).toEqual([
    'store is Running',
    'server is Running',
  ]);
  await running.stop();
  expect(told).toEqual(['store starts', 'server starts', 'server stops', 'store stops']);
});
