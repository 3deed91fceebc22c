/** YAML bodies: one document, parsed in slices if it is long. */
import { duplicateKeysError, yamlReader } from '@kubets/codec/yaml';
import { maxBodyValues, tooManyValues } from './body-limits.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** What strict decoding refuses: one text of several lines, as go-yaml words it. */
  readonly complaints: readonly string[];
  readonly values: number;
}

/** Nodes read at once. */
const slice = 2_000;
/** With aliases written out: what they repeat must fit into an object, too. */
const maxCharacters = 4 * 1024 * 1024;

/**
 * Reads the first document, the one that upstream reads. The result makes the next piece of it, and then the document.
 * Throws YamlError, RequestEntityTooLarge.
 */
export function yamlSteps(text: string): () => YamlDocument | undefined {
  const reader = yamlReader(text, { maxLength: Math.max(maxCharacters, text.length) });
  return () => {
    const state = reader.read(slice);
    if (reader.nodes > maxBodyValues) throw tooManyValues();
    if (state === 'more') return undefined;
    const problem = duplicateKeysError(reader.duplicates);
    return {
      value: state === 'none' ? null : reader.value,
      complaints: problem === undefined ? [] : [problem],
      values: reader.nodes,
    };
  };
}
