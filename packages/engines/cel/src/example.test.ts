/** Example of the package: a validation rule, compiled once and evaluated on an object. */
import { expect, it } from 'vitest';
import { CelCompileError, celTypes, kubernetesCel, mapType, toNative } from './index.ts';

const environment = kubernetesCel({ variables: { self: mapType(celTypes.string, celTypes.int) } });

it('compile returns a program that evaluates a validation rule', () => {
  const rule = environment.compile('self.replicas <= self.max && [1, 2, 3].sum() == 6');
  const outcome = rule.evaluate({ self: { replicas: 3, max: 5 } });
  if ('error' in outcome) expect.fail(String(outcome.error));
  else expect(toNative(outcome.value)).toBe(true);
});

it('compile refuses an invalid rule', () => {
  expect(() => environment.compile('self.replicas + "1"')).toThrow(CelCompileError);
});
