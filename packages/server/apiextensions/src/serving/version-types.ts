/** The compiled types of the versions of one CustomResourceDefinition. */
import type { CustomResourceDefinition, CustomResourceDefinitionVersion } from '@kubets/api';
import { type PreparedType, preparedType } from './prepared-type.ts';

/** Loads the code of custom types, which a cluster without custom resources never needs. */
const loadCompiler = () => import('../schema/compile-schema.ts');

const utf8 = new TextEncoder();

/** Keeps the schemas as text, in a fraction of the memory of objects, and compiles each on first use. */
export class VersionTypes {
  /** Differs from that of any other schemas. */
  readonly hash: string;
  readonly #schemas: ReadonlyMap<string, Uint8Array>;
  readonly #types = new Map<string, PreparedType>();

  constructor({ metadata, spec }: CustomResourceDefinition) {
    this.hash = `${metadata?.uid} ${metadata?.generation}`;
    const text = ({ schema }: CustomResourceDefinitionVersion): Uint8Array =>
      utf8.encode(JSON.stringify(schema?.openAPIV3Schema ?? {}));
    this.#schemas = new Map(spec.versions.map((version) => [version.name, text(version)]));
  }

  /** The schema of a version as it is declared. */
  schema(version: string): unknown {
    const text = this.#schemas.get(version);
    return text === undefined ? {} : JSON.parse(new TextDecoder().decode(text));
  }

  of(version: string): PreparedType {
    let type = this.#types.get(version);
    if (type === undefined) {
      type = preparedType(async () => (await loadCompiler()).compileSchema(this.schema(version)));
      this.#types.set(version, type);
    }
    return type;
  }
}
