/** Reads YAML in the dialect of sigs.k8s.io/yaml, which is go-yaml v2's YAML 1.1. */
import { valueError, YamlError } from './yaml-error.ts';
import { type DuplicateKey, YamlReader } from './yaml-reader.ts';

export interface DecodeYamlOptions {
  /** Refuses duplicate keys. Otherwise the last one wins. */
  readonly strict?: boolean;
  /** Collections inside collections. Default 500. */
  readonly maxDepth?: number;
  /** Characters of text, and of the scalars in it when aliases are written out. Default 32 Mi. */
  readonly maxLength?: number;
}

const defaultMaxLength = 32 * 1024 * 1024;

/** Reads a long text in several steps. Throws YamlError. */
export function yamlReader(text: string, options: DecodeYamlOptions = {}): YamlReader {
  const { maxDepth = 500, maxLength = defaultMaxLength } = options;
  if (text.length > maxLength) throw valueError(`text of ${text.length} characters is longer than ${maxLength}`);
  return new YamlReader(text, { maxDepth, maxLength });
}

/** The error for duplicate keys in strict mode; undefined if there are none. At most 100 are listed. */
export function duplicateKeysError(duplicates: readonly DuplicateKey[]): string | undefined {
  if (duplicates.length === 0) return undefined;
  const lines = duplicates.slice(0, 100).map(({ key, line }) => `  line ${line}: key ${key} already set in map`);
  return ['yaml: unmarshal errors:', ...lines].join('\n');
}

/**
 * The values of all documents of a text, in order. An empty document is null, and an empty text has no documents. Integers beyond 2^53
 * become bigint. Throws {@link YamlError} with the messages of sigs.k8s.io/yaml's `Unmarshal` for syntax errors, and if limits of
 * depth, length or alias use are exceeded.
 */
export function decodeYaml(text: string, options: DecodeYamlOptions = {}): readonly unknown[] {
  try {
    const reader = yamlReader(text, options);
    const values: unknown[] = [];
    while (reader.read() === 'document') {
      const problem = options.strict ? duplicateKeysError(reader.duplicates) : undefined;
      if (problem !== undefined) throw new YamlError(problem);
      values.push(reader.value);
    }
    return values;
  } catch (error) {
    throw error instanceof YamlError ? new YamlError(`error converting YAML to JSON: ${error.message}`) : error;
  }
}
export { YamlError };
