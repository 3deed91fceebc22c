/** Reads `--feature-gates` and `--runtime-config`. Their rules are loaded only if one of them is given. */
import type { Enablement } from '@kubets/api/enablement';
import type { ClusterSettings } from '../cluster/settings.ts';
import { UsageError } from '../usage-error.ts';
import type { UpFlags } from './up-options.ts';

type GivenEnablement = Pick<UpFlags, 'featureGates' | 'runtimeConfig' | 'emulatedVersion'>;

/**
 * Each flag is that of this start, or else of the last one; an empty text restores the defaults. Undefined: the defaults. Throws
 * UsageError for settings that cannot be used.
 */
export async function enablementOfFlags(
  flags: GivenEnablement,
  last?: Pick<ClusterSettings, 'featureGates' | 'runtimeConfig'>,
): Promise<Enablement | undefined> {
  const gates = flags.featureGates ?? last?.featureGates ?? '';
  const versions = flags.runtimeConfig ?? last?.runtimeConfig ?? '';
  if (gates === '' && versions === '') return undefined;
  const { EnablementError, enablementOf, parseFeatureGates, parseRuntimeConfig } = await import(
    '@kubets/api/enablement'
  );
  try {
    const featureGates = parseFeatureGates(gates);
    const runtimeConfig = parseRuntimeConfig(versions);
    return enablementOf({ featureGates, runtimeConfig }, flags.emulatedVersion);
  } catch (error) {
    if (error instanceof EnablementError) throw new UsageError(error.message);
    throw error;
  }
}
