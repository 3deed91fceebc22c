/** Which feature gates and API versions a start of a cluster has: those of its flags, else those of the last start. */
import { expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { enablementOfFlags } from './enablement-flags.ts';

const served = async (...given: Parameters<typeof enablementOfFlags>) =>
  (await enablementOfFlags(...given))?.resources.some(({ group }) => group === 'batch');

it.each<[string, Parameters<typeof enablementOfFlags>, boolean | undefined]>([
  ['nothing is set', [{}], undefined],
  ['the flag is given', [{ runtimeConfig: 'batch/v1=false' }], false],
  ['the last start had the flag', [{}, { runtimeConfig: 'batch/v1=false' }], false],
  ['an empty flag restores the defaults', [{ runtimeConfig: '' }, { runtimeConfig: 'batch/v1=false' }], undefined],
  ['a new flag replaces the last', [{ runtimeConfig: 'batch/v1=true' }, { runtimeConfig: 'batch/v1=false' }], true],
  ['the other flag is new', [{ featureGates: 'VolumeLimitScaling=false' }, { runtimeConfig: 'batch/v1=false' }], false],
])('%s', async (_, given, expected) => expect(await served(...given)).toBe(expected));

it('gates of the last start stay disabled', async () => {
  const enablement = await enablementOfFlags({ runtimeConfig: '' }, { featureGates: 'VolumeLimitScaling=false' });
  expect(enablement?.features.get('VolumeLimitScaling')).toBe(false);
});

it.each(['GenericWorkload=true', 'GenericWorkload=true,WorkloadWithJob=true', 'AllAlpha=true,AllBeta=true'])(
  '%s is refused: the admission plugins of workloads do nothing',
  async (featureGates) => {
    const start = enablementOfFlags({ featureGates });
    await expect(start).rejects.toThrow(UsageError);
    await expect(start).rejects.toThrow(/kubets does not implement the features of these gates: .*GenericWorkload/);
  },
);

it('settings that cannot be used are a usage error', async () => {
  await expect(enablementOfFlags({ featureGates: 'NoSuchGate=true' })).rejects.toThrow(UsageError);
  await expect(enablementOfFlags({}, { runtimeConfig: 'no.such/v1=true' })).rejects.toThrow(UsageError);
});
