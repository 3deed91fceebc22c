/** Compiled schemas of the built-in types, by their Go path. */
import { defaultsTable, featureDefault, typeTable } from '@kubets/api/facts';
import { type CompiledType, compileType, type TypeTable } from '@kubets/schema';

/** The types of the facts, which are parsed on first use. */
export const builtinTable: TypeTable = { get: (name) => typeTable().get(name) };

/** The compiled types for which these feature gates are enabled. Types are compiled on first use and cached. */
export function builtinTypes(gate: (name: string) => boolean): (typeName: string) => CompiledType {
  const options = { gate };
  return (typeName) => compileType(typeName, typeTable(), defaultsTable(), options);
}

/** The compiled types for which feature gates have their defaults. */
export const builtinType = builtinTypes(featureDefault);
