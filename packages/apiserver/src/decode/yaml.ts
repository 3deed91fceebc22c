/** YAML bodies: one document, duplicates told apart as strict decoding wants them. */
import { decodeYaml, YamlError } from '@kubets/machinery';
import { BodySyntaxError, type YamlReader } from './body.ts';

/** Throws BodySyntaxError. */
export const readYaml: YamlReader = (text) => {
  try {
    return { value: decodeYaml(text)[0] ?? null, duplicates: [] };
  } catch (error) {
    if (error instanceof YamlError) throw new BodySyntaxError(error.message, text.slice(0, 30));
    throw error;
  }
};
