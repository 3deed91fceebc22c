/** The settings of admission plugins: names from the command line, and the configuration file. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { KubeconfigError, readKubeconfig } from '@kubets/client/platform';
import type { AdmissionSettings, ImagePolicyBackend } from '@kubets/kube-apiserver/admission';
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

/** The webhook that a kubeconfig names. Throws UsageError. */
async function backend(path: string): Promise<ImagePolicyBackend> {
  try {
    const { server, ca, cert, key, token, unsupported = [] } = await readKubeconfig(path);
    if (unsupported.length > 0)
      throw new KubeconfigError(
        `${path}: kubets does not implement ${unsupported.join(', ')}; use a certificate authority, and a client certificate or a token`,
      );
    return {
      config: { url: server, ...(ca === undefined ? {} : { caBundle: Buffer.from(ca).toString('base64') }) },
      credentials: {
        ...(token === undefined ? {} : { token }),
        ...(cert === undefined ? {} : { certificate: cert }),
        ...(key === undefined ? {} : { key }),
      },
    };
  } catch (error) {
    throw new UsageError(`cannot use the kubeconfig of ImagePolicyWebhook: ${(error as Error).message}`);
  }
}

/** Reads the configuration file and checks everything. Undefined: the defaults. Throws UsageError. */
export async function loadAdmission(choice: AdmissionChoice | undefined): Promise<AdmissionSettings | undefined> {
  const { enable = [], disable = [], configFile } = choice ?? {};
  if (enable.length === 0 && disable.length === 0 && configFile === undefined) return undefined;
  const library = await import('@kubets/kube-apiserver/admission');
  const { AdmissionConfigurationError, chooseAdmission, imagePolicyKubeconfig, readAdmissionConfiguration } = library;
  try {
    const configurations =
      configFile === undefined
        ? undefined
        : readAdmissionConfiguration(read(configFile), configFile, (path) => read(resolve(dirname(configFile), path)));
    const imagePolicy = enable.includes('ImagePolicyWebhook') ? configurations?.get('ImagePolicyWebhook') : undefined;
    const settings = {
      enable,
      disable,
      ...(configurations === undefined ? {} : { configurations }),
      ...(imagePolicy === undefined
        ? {}
        : {
            imagePolicyBackend: await backend(resolve(dirname(configFile ?? ''), imagePolicyKubeconfig(imagePolicy))),
          }),
    };
    chooseAdmission(settings, () => undefined);
    return settings;
  } catch (error) {
    if (error instanceof AdmissionConfigurationError) throw new UsageError(error.message);
    throw error;
  }
}
