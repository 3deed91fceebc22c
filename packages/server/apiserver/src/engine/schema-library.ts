/** Compiled schemas of the built-in types, by their Go path. */
import { defaultsTable, featureDefault, typeTable } from '@kubets/api/facts';
import { type CompiledType, compileType, type TypeTable } from '@kubets/schema';

/** The types of the facts, which are parsed on first use. */
export const builtinTable: TypeTable = { get: (name) => typeTable().get(name) };

const options = { gate: featureDefault };

/** Compiled on first use and cached; feature gates have their defaults. */
export const builtinType = (typeName: string): CompiledType =>
  compileType(typeName, typeTable(), defaultsTable(), options);
