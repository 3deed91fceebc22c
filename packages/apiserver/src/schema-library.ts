/** Compiled types by their Go path, for everything the facts know. */
import { defaultsTable, typeTable } from '@kubets/api';
import { type CompiledType, compileType, type TypeTable } from '@kubets/machinery';

/** The types of the facts, which are parsed when the first one is asked for. */
export const builtinTable: TypeTable = { get: (name) => typeTable().get(name) };

/** Compiled at first use and kept. */
export const builtinType = (typeName: string): CompiledType => compileType(typeName, typeTable(), defaultsTable());
