/** YAML bodies: one document, duplicates told apart as strict decoding wants them. */
import { decodeYaml, YamlError } from '@kubets/machinery';
import { BodySyntaxError, type YamlReader } from './body.ts';

/** Throws BodySyntaxError. */
export const readYaml: YamlReader = (text) => {
  try {
    const value = decodeYaml(text)[0] ?? null;
    return { value, duplicates: duplicatesIn(text) };
  } catch (error) {
    if (error instanceof YamlError) throw new BodySyntaxError(error.message, text.slice(0, 30));
    throw error;
  }
};

/** The keys that strict reading refuses; its message names each. */
function duplicatesIn(text: string): readonly string[] {
  try {
    decodeYaml(text, { strict: true });
    return [];
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return [...error.message.matchAll(/key "([^"]*)" already set in map/g)].map(([, key]) => key ?? '');
  }
}
