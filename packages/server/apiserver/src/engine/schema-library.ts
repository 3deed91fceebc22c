/** Compiled schemas of the built-in types, by their Go path. */
import { defaultsTable, featureDefault, typeTable } from '@kubets/api/facts';
import { type CompiledType, compileType, type TypeTable } from '@kubets/schema';

/** The types of the facts, which are parsed when the first one is asked for. */
export const builtinTable: TypeTable = { get: (name) => typeTable().get(name) };

const options = { gate: featureDefault };

/** Compiled at first use and kept; feature gates are as they are by default. */
export const builtinType = (typeName: string): CompiledType =>
  compileType(typeName, typeTable(), defaultsTable(), options);
