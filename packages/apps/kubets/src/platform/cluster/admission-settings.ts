/** The settings of admission plugins: names from the command line, and the configuration file. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AdmissionSettings } from '@kubets/kube-apiserver/admission';
import { UsageError } from '../usage-error.ts';

/** As the settings of a cluster store them. */
export interface AdmissionChoice {
  readonly enable?: readonly string[] | undefined;
  readonly disable?: readonly string[] | undefined;
  /** Absolute. */
  readonly configFile?: string | undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `unable to read admission control configuration from ${JSON.stringify(path)}: ${(error as Error).message}`,
    );
  }
}

/** Reads the configuration file and checks everything. Undefined: the defaults. Throws UsageError. */
export async function loadAdmission(choice: AdmissionChoice | undefined): Promise<AdmissionSettings | undefined> {
  const { enable = [], disable = [], configFile } = choice ?? {};
  if (enable.length === 0 && disable.length === 0 && configFile === undefined) return undefined;
  const library = await import('@kubets/kube-apiserver/admission');
  const { AdmissionConfigurationError, chooseAdmission, readAdmissionConfiguration } = library;
  try {
    const configurations =
      configFile === undefined
        ? undefined
        : readAdmissionConfiguration(read(configFile), configFile, (path) => read(resolve(dirname(configFile), path)));
    const settings = { enable, disable, ...(configurations === undefined ? {} : { configurations }) };
    chooseAdmission(settings, () => undefined);
    return settings;
  } catch (error) {
    if (error instanceof AdmissionConfigurationError) throw new UsageError(error.message);
    throw error;
  }
}
