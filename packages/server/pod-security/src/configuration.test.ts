/** PodSecurityConfiguration: defaults, exemptions and errors. */
import { expect, it } from 'vitest';
import { podSecuritySettings } from './configuration.ts';
import { levelVersionText } from './policy.ts';
import { defaultSettings } from './settings.ts';

it('without content it is the default', () => {
  expect(podSecuritySettings({})).toEqual({ settings: defaultSettings, errors: [] });
});

it('sets defaults and exemptions', () => {
  const { settings, errors } = podSecuritySettings({
    defaults: { enforce: 'baseline', 'enforce-version': 'v1.30', warn: 'restricted' },
    exemptions: { usernames: ['a'], namespaces: ['kube-system'], runtimeClasses: ['kata'] },
  });
  expect(errors).toEqual([]);
  expect(levelVersionText(settings.defaults.enforce)).toBe('baseline:v1.30');
  expect(levelVersionText(settings.defaults.warn)).toBe('restricted:latest');
  expect(levelVersionText(settings.defaults.audit)).toBe('privileged:latest');
  expect(settings.exemptions.namespaces).toEqual(['kube-system']);
});

it('reports every error', () => {
  const { errors } = podSecuritySettings({
    defaults: { enforce: 'x', 'audit-version': 'y' },
    exemptions: { usernames: ['', 'a', 'a'], namespaces: ['UPPER', 'b', 'b'], runtimeClasses: ['-'] },
  });
  expect(errors.map(({ field }) => field)).toEqual([
    'defaults.enforce',
    'defaults.audit-version',
    'exemptions.namespaces[0]',
    'exemptions.namespaces[2]',
    'exemptions.runtimeClasses[0]',
    'exemptions.usernames[0]',
    'exemptions.usernames[2]',
  ]);
});
