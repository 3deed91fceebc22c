/** The settings in a shared store, and the refusal of control planes of other clusters. */
import { systemClock } from '@kubets/base';
import { createMemoryStore } from '@kubets/storage';
import { expect, it } from 'vitest';
import { agreeOnSettings, standingSettings } from './shared-settings.ts';

const settings = {
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/16',
  apiServiceIp: '10.96.0.1',
  dnsServiceIp: '10.96.0.10',
};

it('the first control plane writes the settings, and others use them', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  expect(await standingSettings(store, undefined)).toBeUndefined();
  await agreeOnSettings(store, settings, 'sha256:a');
  await agreeOnSettings(store, { ...settings, podCidr: '10.1.0.0/16' }, 'sha256:a');
  expect(await standingSettings(store, 'sha256:a')).toMatchObject(settings);
});

it('a control plane without the authority is told how to join', async () => {
  await using store = createMemoryStore({ clock: systemClock });
  await agreeOnSettings(store, settings, 'sha256:a');
  await expect(standingSettings(store, undefined)).rejects.toThrow('use --join');
  await expect(standingSettings(store, 'sha256:b')).rejects.toThrow('another certificate authority');
  await expect(agreeOnSettings(store, settings, 'sha256:b')).rejects.toThrow('another certificate authority');
});
