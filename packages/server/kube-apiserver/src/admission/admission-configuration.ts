/**
 * The configuration of admission plugins: kind AdmissionConfiguration of `apiserver.config.k8s.io`, with the configuration of a
 * plugin inline or in another file. Upstream: `k8s.io/apiserver/pkg/admission/config.go`.
 */
import { messageOf } from '@kubets/base';
import { decodeYaml } from '@kubets/codec/yaml';
import type { FieldError } from '@kubets/machinery/field-error';

/** The configuration cannot be used. The message names the plugin or the file. */
export class AdmissionConfigurationError extends Error {}

/** The content of a configuration by the name of its plugin. */
export type PluginConfigurations = ReadonlyMap<string, unknown>;

const group = 'apiserver.config.k8s.io';
const versions: readonly string[] = ['v1', 'v1alpha1'].map((version) => `${group}/${version}`);

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws AdmissionConfigurationError for a field that does not exist: a typing error must not go unnoticed. */
export function checkFields(value: unknown, where: string, known: readonly string[]): Fields {
  if (!isFields(value)) throw new AdmissionConfigurationError(`${where} must be an object`);
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new AdmissionConfigurationError(`${where}: unknown field ${JSON.stringify(unknown[0])}`);
  return value;
}

/** Throws AdmissionConfigurationError if there are errors. */
export function refuseErrors(plugin: string, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const text = errors.map(({ field, message }) => `${field}: ${message}`).join(', ');
  throw new AdmissionConfigurationError(`configuration of admission plugin ${plugin}: ${text}`);
}

/** The content of a plugin's configuration if it has one of these types. Throws AdmissionConfigurationError for others. */
export function typedConfiguration(
  value: unknown,
  plugin: string,
  { kind, apiVersions }: { readonly kind: string; readonly apiVersions: readonly string[] },
  known: readonly string[],
): Fields {
  const where = `configuration of admission plugin ${plugin}`;
  const fields = checkFields(value, where, ['apiVersion', 'kind', ...known]);
  if (fields.kind !== kind || !apiVersions.includes(String(fields.apiVersion)))
    throw new AdmissionConfigurationError(
      `${where}: no kind ${JSON.stringify(fields.kind ?? '')} is registered for version ${JSON.stringify(fields.apiVersion ?? '')}; use kind ${kind} of ${apiVersions.join(', ')}`,
    );
  return fields;
}

/** The only document of a text. */
function parsed(text: string, where: string): unknown {
  let documents: readonly unknown[];
  try {
    documents = decodeYaml(text, { strict: true });
  } catch (error) {
    throw new AdmissionConfigurationError(`${where}: ${messageOf(error)}`);
  }
  if (documents.length > 1) throw new AdmissionConfigurationError(`${where} must contain one document`);
  return documents[0];
}

/** Plugins whose configuration could be the whole file, before there was an AdmissionConfiguration. */
const legacyFiles = [
  { field: 'imagePolicy', plugin: 'ImagePolicyWebhook' },
  { field: 'podNodeSelectorPluginConfig', plugin: 'PodNodeSelector' },
];

/**
 * Reads the text of an AdmissionConfiguration in YAML or JSON. `readFile` returns the text of a file that it names, relative to
 * the configuration file. Throws AdmissionConfigurationError.
 */
export function readAdmissionConfiguration(
  text: string,
  file: string,
  readFile: (path: string) => string,
): PluginConfigurations {
  const value = parsed(text, file);
  if (!isFields(value)) throw new AdmissionConfigurationError(`${file} must contain an object`);
  const legacy = legacyFiles.find(({ field }) => Object.hasOwn(value, field));
  if (legacy !== undefined && value.kind === undefined) return new Map([[legacy.plugin, value]]);
  if (value.kind !== 'AdmissionConfiguration' || !versions.includes(String(value.apiVersion)))
    throw new AdmissionConfigurationError(
      `${file}: no kind ${JSON.stringify(value.kind ?? '')} is registered for version ${JSON.stringify(value.apiVersion ?? '')}; use kind AdmissionConfiguration of ${versions[0]}`,
    );
  const { plugins = [] } = checkFields(value, file, ['apiVersion', 'kind', 'plugins']);
  if (!Array.isArray(plugins)) throw new AdmissionConfigurationError(`${file}: plugins must be a list`);
  const found = new Map<string, unknown>();
  for (const [index, each] of plugins.entries()) {
    const where = `${file}: plugins[${index}]`;
    const { name, path, configuration } = checkFields(each, where, ['name', 'path', 'configuration']);
    if (typeof name !== 'string' || name === '') throw new AdmissionConfigurationError(`${where}.name is required`);
    // Of several configurations of a plugin, the first counts, and an inline one precedes a file.
    if (found.has(name)) continue;
    if (configuration !== undefined && configuration !== null) found.set(name, configuration);
    else if (typeof path === 'string' && path !== '') found.set(name, parsed(readFile(path), path));
  }
  return found;
}
