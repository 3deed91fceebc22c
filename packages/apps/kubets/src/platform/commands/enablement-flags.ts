/** Reads `--feature-gates` and `--runtime-config`. Their rules are loaded only if one of them is given. */
import type { Enablement } from '@kubets/api/enablement';
import { UsageError } from '../usage-error.ts';
import type { UpFlags } from './up-options.ts';

/** Undefined: neither is given. Throws UsageError for settings that cannot be used. */
export async function enablementOfFlags(flags: UpFlags): Promise<Enablement | undefined> {
  if (flags.featureGates === undefined && flags.runtimeConfig === undefined) return undefined;
  const { EnablementError, enablementOf, parseFeatureGates, parseRuntimeConfig } = await import(
    '@kubets/api/enablement'
  );
  try {
    const featureGates = parseFeatureGates(flags.featureGates ?? '');
    const runtimeConfig = parseRuntimeConfig(flags.runtimeConfig ?? '');
    return enablementOf({ featureGates, runtimeConfig }, flags.emulatedVersion);
  } catch (error) {
    if (error instanceof EnablementError) throw new UsageError(error.message);
    throw error;
  }
}
