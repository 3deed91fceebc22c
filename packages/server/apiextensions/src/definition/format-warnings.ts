/** Warnings about formats in schemas that nothing checks. */
import type { CustomResourceDefinition, CustomResourceDefinitionSpec } from '@kubets/api';
import { atOnce } from '@kubets/base';
import { own, type Plain } from '@kubets/machinery/json';
import { isRecognizedFormat, walkSchemas } from '@kubets/schema/custom';
import { schemasOf } from './spec-parts.ts';

function unrecognized(spec: CustomResourceDefinitionSpec): readonly string[] {
  const found: string[] = [];
  for (const { schema } of schemasOf(spec)) {
    if (schema.openAPIV3Schema === undefined) continue;
    const note = (each: Plain): void => {
      const { format, type } = { format: own(each, 'format'), type: own(each, 'type') };
      if (typeof format !== 'string' || format === '') return;
      const named = typeof type === 'string' && type !== '' ? type : undefined;
      if (!isRecognizedFormat(format, named)) found.push(format);
    };
    atOnce(walkSchemas(schema.openAPIV3Schema as unknown as Plain, note));
  }
  return found;
}

/** One for each use of such a format that the stored definition does not have. */
export function formatWarnings(
  definition: CustomResourceDefinition,
  old?: CustomResourceDefinition,
): readonly string[] {
  const found = unrecognized(definition.spec);
  if (found.length === 0) return [];
  const known = new Set(old === undefined ? [] : unrecognized(old.spec));
  return found.filter((format) => !known.has(format)).map((format) => `unrecognized format ${JSON.stringify(format)}`);
}
