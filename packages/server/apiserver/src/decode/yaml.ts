/** YAML bodies: one document, parsed in slices if it is long. */
import { duplicateKeysError, yamlReader } from '@kubets/codec/yaml';
import { maxBodyValues, tooManyValues } from './body-limits.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** What strict decoding rejects: one text of several lines, worded as by go-yaml. */
  readonly complaints: readonly string[];
  readonly values: number;
}

/** Nodes that are parsed before other requests are served. */
const nodesPerTurn = 2_000;
/** The size with aliases expanded: what they repeat must fit into an object, too. */
const maxCharacters = 4 * 1024 * 1024;

/**
 * Parses the first document, as upstream does. Each call of the result parses the next slice; the last returns the
 * document. Throws YamlError, RequestEntityTooLarge.
 */
export function yamlSteps(text: string): () => YamlDocument | undefined {
  const reader = yamlReader(text, { maxLength: Math.max(maxCharacters, text.length) });
  return () => {
    const state = reader.read(nodesPerTurn);
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
